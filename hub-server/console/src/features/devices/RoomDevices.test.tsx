// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://hub/" }
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { App, ConfigProvider } from 'antd';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { devicesOf } from '../../../dev/pretendDevices';
import { makeDistrict } from '../../../dev/pretendDistrict';
import type { Room, RoomDevices as Devices, Session } from '../../api/types';
import { setPreferences } from '../../app/preferences';
import { startWords } from '../../app/words';
import { RoomDevices } from './RoomDevices';
import { withDevices } from './useDeviceEvents';

// The client keeps the fetch that there is when it is made.
const net = vi.hoisted(() => {
  const hub: { answer: (request: Request | string) => Promise<Response> } = {
    answer: () => Promise.reject(new TypeError('not yet')),
  };
  globalThis.fetch = (input) => hub.answer(input as Request | string);
  return hub;
});

const room = anIdleRoom();
const sent: { path: string; body: unknown }[] = [];
let devices: Devices;
let actual: object | null;
let changedMeanwhile: boolean;

function anIdleRoom(): Room {
  const found = makeDistrict(12).rooms.find(
    ({ presence, state }) => presence === 'online' && state?.recorder === 'idle',
  );
  if (found === undefined) throw new Error('The made-up district has no idle room.');
  return found;
}

// A machine that is busy takes seconds for what takes milliseconds.
configure({ asyncUtilTimeout: 30_000 });
vi.setConfig({ testTimeout: 60_000 });

beforeEach(async () => {
  await startWords();
  setPreferences({ language: 'zh-CN' });
  sent.length = 0;
  devices = devicesOf(room);
  actual = null;
  changedMeanwhile = false;
  net.answer = answer;
});

afterEach(cleanup);

async function answer(request: Request | string): Promise<Response> {
  const path = new URL(typeof request === 'string' ? request : request.url, 'http://hub').pathname;
  if (typeof request !== 'string' && request.method === 'POST') {
    sent.push({ path, body: await request.json().catch(() => null) });
    return json({ commandId: 'c', outcome: 'done', errorCode: null, errorMessage: null, recordingId: null });
  }
  if (typeof request !== 'string' && request.method === 'PUT') {
    const body = (await request.json()) as { configuration: object };
    sent.push({ path, body });
    if (changedMeanwhile) return new Response('{"code":"configuration_changed","detail":"…"}', { status: 409 });
    return json(configuration('pending', body.configuration));
  }
  if (path.endsWith('/events')) return new Promise<Response>(() => undefined);
  if (path.endsWith('/devices')) return json(devices);
  if (path.endsWith('/device-choices')) return json(choices);
  if (path.endsWith('/device-commands')) return json({ items: [], total: 0, page: 1, pageSize: 20 });
  if (path.endsWith('/session')) return json(staff);
  return json(configuration('none', null));
}

/** Somebody who may do all there is to do with devices, everywhere. */
const staff: Session = {
  user: 'staff',
  scope: { kind: 'hub', id: null },
  roles: [],
  rights: (['see-rooms', 'command-devices', 'set-up-devices'] as const).map((right) => ({
    right,
    places: [{ kind: 'hub', id: null }],
  })),
};

const choices = {
  drivers: [
    {
      id: 'lg',
      names: { zh: 'LG 平板', en: 'LG panel' },
      models: ['55TR3'],
      connections: [{ kind: 'serial', path: '', baud: 9600 }],
      settings: [],
      proof: 'vectors',
    },
    { id: 'pjlink', names: { zh: '投影', en: 'x' }, models: [], connections: [], settings: [], proof: 'vectors' },
  ],
  ports: [{ path: '/dev/serial/by-id/usb-1', name: 'USB 串口' }],
  files: {},
};

const configuration = (state: string, wanted: object | null) => ({
  state,
  version: 3,
  configuration: wanted,
  savedBy: null,
  savedAt: null,
  reportedVersion: 0,
  problems: [],
  actual,
  reportedAt: null,
});

function json(body: unknown): Response {
  return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
}

function show(shown: Room = room) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ConfigProvider button={{ autoInsertSpace: false }}>
        <App>
          <MemoryRouter>
            <RoomDevices room={shown} />
          </MemoryRouter>
        </App>
      </ConfigProvider>
    </QueryClientProvider>,
  );
}

const card = async (name: string) => within(await screen.findByRole('article', { name }));

test('RoomDevices_OfARoom_HasTheControlsOfItsCapabilities', async () => {
  show();
  const projector = await card('投影机');
  expect(projector.getByRole('button', { name: '开', pressed: true })).toBeTruthy();
  expect(projector.getByText('1,234 h')).toBeTruthy();
  expect(projector.getByRole('slider', { name: '音量' })).toBeTruthy();
  expect((await card('教师摄像机')).getByRole('button', { name: '向左' })).toBeTruthy();
  expect((await card('智慧黑板')).getByText(/连不上设备/)).toBeTruthy();
  expect(screen.getByRole('button', { name: '上课' })).toBeTruthy();
});

test('RoomDevices_PressOff_SendsThatAndNothingElse', async () => {
  show();
  const projector = await card('投影机');
  fireEvent.click(within(projector.getByRole('group', { name: '电源' })).getByRole('button', { name: '关' }));
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toEqual({
    path: `/api/v1/rooms/${room.id}/devices/projector/commands`,
    body: { capability: 'power', action: 'off' },
  });
});

test('RoomDevices_PowerOffWhileRecording_AsksFirst', async () => {
  show({ ...room, state: room.state && { ...room.state, recorder: 'recording' } });
  const projector = await card('投影机');
  fireEvent.click(within(projector.getByRole('group', { name: '电源' })).getByRole('button', { name: '关' }));
  expect((await screen.findAllByText('正在录制，仍要关闭？')).length).toBeGreaterThan(0);
  expect(sent).toEqual([]);
});

test('RoomDevices_BoxAway_ShowsTheAgeAndSendsNothing', async () => {
  show({ ...room, presence: 'offline' });
  const projector = await card('投影机');
  expect(projector.getByText(/数据更新于/)).toBeTruthy();
  for (const button of within(projector.getByRole('group', { name: '电源' })).getAllByRole('button'))
    expect(button).toHaveProperty('disabled', true);
});

test('RoomDevices_ForbiddenByTheSchool_SaysSo', async () => {
  devices = { ...devices, forbidden: ['ptz'] };
  show();
  const camera = await card('教师摄像机');
  expect(camera.getByText(/学校不允许从教室外操作/)).toBeTruthy();
  expect(camera.getByRole('button', { name: '向左' })).toHaveProperty('disabled', true);
});

test('RoomDevices_WithoutDevices_SaysWhatToDo', async () => {
  devices = { ...devices, items: [], scenes: [] };
  show();
  expect(await screen.findByText('盒子还没有报告任何设备')).toBeTruthy();
});

test('Settings_Kept_AreSentWithAllTheRestAndOnlyWhatTheLineNeeds', async () => {
  const connection = { kind: 'tcp', host: '10.0.0.5', port: 4352, path: '', baud: 9600 };
  const projector = { id: 'projector', name: '投影机', driver: 'pjlink', connection, atEnd: [] };
  const scenes = [{ id: 's', names: { zh: '上课', en: 'Begin' }, steps: [] }];
  actual = { devices: [projector], scenes, rules: [] };
  show();
  fireEvent.click((await card('投影机')).getByRole('button', { name: /更多|详情|投影机/ }));
  fireEvent.click(await screen.findByRole('tab', { name: '设置' }));
  const form = within(await screen.findByRole('tabpanel', { name: '设置' }));
  expect(form.queryByLabelText('波特率')).toBeNull();
  fireEvent.change(await form.findByLabelText('地址'), { target: { value: '10.0.0.6' } });
  fireEvent.click(form.getByRole('button', { name: '保存' }));
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toMatchObject({
    path: `/api/v1/rooms/${room.id}/device-configuration`,
    body: {
      version: 3,
      configuration: {
        devices: [{ ...projector, connection: { ...connection, host: '10.0.0.6' } }],
        scenes,
        rules: [],
      },
    },
  });
});

test('Device_AddedByItsMaker_IsSentWithAllTheRest', async () => {
  actual = { devices: [{ id: 'kept', name: '留下的', driver: 'wol' }], scenes: [], rules: [] };
  show();
  fireEvent.click(await screen.findByRole('button', { name: '添加设备' }));
  const dialog = within(await screen.findByRole('dialog'));
  fireEvent.change(await dialog.findByRole('searchbox'), { target: { value: '55tr3' } });
  expect(dialog.queryByText('投影')).toBeNull();
  fireEvent.click(dialog.getByRole('button', { name: /LG 平板/ }));
  fireEvent.change(await dialog.findByLabelText('串口'), { target: { value: '/dev/serial/by-id/usb-1' } });
  fireEvent.click(dialog.getByRole('button', { name: '保存' }));
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]?.body).toMatchObject({
    version: 3,
    configuration: {
      devices: [
        { id: 'kept' },
        { id: 'lg', driver: 'lg', name: 'LG 平板', connection: { kind: 'serial', path: '/dev/serial/by-id/usb-1' } },
      ],
    },
  });
});

test('Scenes_OneAdded_IsSentWithAllTheRest', async () => {
  actual = { devices: [{ id: 'projector', name: '投影机', driver: 'pjlink' }], scenes: [], rules: [] };
  show();
  fireEvent.click(await screen.findByRole('button', { name: '添加场景' }));
  const form = within(await screen.findByRole('dialog'));
  // Without a name nothing is sent.
  fireEvent.click(form.getByRole('button', { name: '保存' }));
  expect(sent).toEqual([]);
  fireEvent.change(form.getByLabelText(/中文/), { target: { value: '讲座' } });
  fireEvent.change(form.getByLabelText(/英文/), { target: { value: 'Lecture' } });
  fireEvent.click(form.getByRole('button', { name: '保存' }));
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toMatchObject({
    path: `/api/v1/rooms/${room.id}/device-configuration`,
    body: { version: 3, configuration: { ...actual, scenes: [{ names: { zh: '讲座', en: 'Lecture' } }] } },
  });
  expect(await screen.findByRole('button', { name: '修改：讲座' })).toBeTruthy();
});

test('Rules_OneKeptAfterAnotherPageChangedThem_SaysSoInTheForm', async () => {
  const rule = { id: 'r', names: { zh: '通风', en: 'Air' }, when: { recorder: 'idle' }, then: [{ recording: 'stop' }] };
  actual = { devices: [], scenes: [], rules: [rule] };
  changedMeanwhile = true;
  show();
  fireEvent.click(await screen.findByRole('button', { name: '修改：通风' }));
  const form = within(await screen.findByRole('dialog'));
  fireEvent.click(form.getByRole('button', { name: '保存' }));
  expect((await form.findByRole('alert')).textContent).toContain('别人已经改过');
});

test('Camera_HeldButton_TurnsAndStops', async () => {
  show();
  const left = (await card('教师摄像机')).getByRole('button', { name: '向左' });
  fireEvent.pointerDown(left);
  fireEvent.pointerUp(left);
  fireEvent.pointerLeave(left);
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent.map(({ body }) => body)).toEqual([
    { capability: 'ptz', action: 'move', arguments: { pan: -0.4 } },
    { capability: 'ptz', action: 'stop' },
  ]);
});

test('WithDevices_OfADescriptionThatIsNotKnown_MustBeAskedFor', () => {
  const news = { roomId: room.id, heardAt: 'now', items: devices.items, scenes: [] };
  expect(withDevices(devices, news)?.heardAt).toBe('now');
  const strangers = devices.items.map((item) => ({ ...item, description: 'unheard of' }));
  expect(withDevices(devices, { ...news, items: strangers })).toBeUndefined();
});
