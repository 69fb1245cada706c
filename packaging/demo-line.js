// The line from a demo room's box to the hub, as a process of its own: end it, and the cable is pulled; freeze it (kill -STOP),
// and the line is half-open; start it again by its command, and the line is back.
//
//   node demo-line.js LISTEN-PORT HUB-PORT
import { connect, createServer } from "node:net";

const [listen, hub] = process.argv.slice(2).map(Number);
const line = createServer((box) => {
  const far = connect({ host: "127.0.0.1", port: hub, noDelay: true });
  box.setNoDelay(true);
  box.pipe(far).pipe(box);
  for (const [here, there] of [
    [box, far],
    [far, box],
  ]) {
    here.on("error", () => there.resetAndDestroy());
  }
});
line.on("error", (error) => {
  console.error(`The line could not listen on port ${listen}: ${error.message}`);
  process.exitCode = 1;
});
line.listen(listen, "127.0.0.1");
