// npm onvif's client asks a camera everything that we use: onvif_client.mjs HOST PORT USER PASSWORD. Prints one line of JSON.
import { promisify } from 'node:util';
import onvif from 'onvif';

const [hostname, port, username, password] = process.argv.slice(2);
const cam = await new Promise((resolve, reject) => {
  const connecting = new onvif.Cam({ hostname, port: Number(port), username, password, timeout: 10_000 }, (error) => (error ? reject(error) : resolve(connecting)));
});
const ask = (method, ...given) => promisify(cam[method]).call(cam, ...given);

const information = await ask('getDeviceInformation');
const clock = await ask('getSystemDateAndTime');
const profiles = await ask('getProfiles');
const stream = await ask('getStreamUri', { protocol: 'RTSP' });
const snapshot = await ask('getSnapshotUri');
const token = await ask('setPreset', { presetName: 'Preset 1' });
await ask('continuousMove', { x: 0.5, y: -0.5, zoom: 0.5, timeout: 60_000 });
const moving = await ask('getStatus');
await ask('stop');
const stopped = await ask('getStatus');
await ask('absoluteMove', { x: 0.25, y: 0.25, zoom: 0.5 });
await ask('relativeMove', { x: 0.1, y: 0, zoom: 0 });
const presets = Object.values(await ask('getPresets'));
await ask('gotoPreset', { preset: presets[0].$.token });
await ask('gotoHomePosition', {});
await ask('removePreset', { presetToken: presets[0].$.token });
const left = await ask('getPresets');
console.log(
  JSON.stringify({
    model: information.model,
    year: clock.getUTCFullYear(),
    profiles: profiles.map((profile) => profile.$.token),
    stream: stream.uri,
    snapshot: snapshot.uri,
    token,
    moving: moving.moveStatus.panTilt,
    stopped: stopped.moveStatus.panTilt,
    presets: presets.map((preset) => preset.name),
    left: Object.keys(left ?? {}),
  }),
);
process.exit(0);
