// A Modbus TCP server by npm modbus-serial: holding register n is n + 1000, input register n is n + 2000, every third coil
// is on. Prints its port.
import { createServer } from "node:net";
import { once } from "node:events";
import ModbusRTU from "modbus-serial";

const coils = new Map();
const holding = new Map();
const vector = {
  getCoil: (address) => coils.get(address) ?? address % 3 === 0,
  getDiscreteInput: (address) => address % 2 === 0,
  getHoldingRegister: (address) => holding.get(address) ?? address + 1000,
  getInputRegister: (address) => address + 2000,
  setCoil: (address, value) => void coils.set(address, value),
  setRegister: (address, value) => void holding.set(address, value),
};
// It takes port 0 for its default, so a free one is looked for first.
const free = createServer().listen(0, "127.0.0.1");
await once(free, "listening");
const { port } = free.address();
free.close();
await once(free, "close");
const server = new ModbusRTU.ServerTCP(vector, { host: "127.0.0.1", port, unitID: 1 });
server.on("initialized", () => console.log(port));
server.on("socketError", (error) => console.error(error));
