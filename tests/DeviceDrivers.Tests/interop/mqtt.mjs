// MQTT that is not ours:
//   node mqtt.mjs broker           aedes on a free port, which it prints; user "box" with "secret" and everybody without a
//                                  name is let in, and nobody may subscribe to "forbidden/#"
//   node mqtt.mjs echo PORT QOS    npm mqtt: answers what comes to "to/#" on "from/…"; prints "ready"
//   node mqtt.mjs send PORT QOS N  npm mqtt: N messages to "count", then ends
// It ends with its standard input.
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { connectAsync } from 'mqtt';

const [verb, port, qos, count] = process.argv.slice(2);
process.stdin.resume().on('end', () => process.exit(0));

if (verb === 'broker') {
  const broker = await Aedes.createBroker();
  broker.authenticate = (client, user, password, done) => done(null, !user || (user === 'box' && password?.toString() === 'secret'));
  broker.authorizeSubscribe = (client, subscription, done) => done(null, subscription.topic.startsWith('forbidden/') ? null : subscription);
  const server = createServer(broker.handle);
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
} else {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`);
  if (verb === 'echo') {
    client.on('message', (topic, payload) => client.publish(topic.replace(/^to/, 'from'), payload, { qos: Number(qos) }));
    await client.subscribeAsync('to/#', { qos: Number(qos) });
    console.log('ready');
  } else {
    for (let i = 0; i < Number(count); i++) client.publish('count', `${i}`, { qos: Number(qos) });
    await client.endAsync();
    process.exit(0);
  }
}
