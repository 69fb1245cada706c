// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://hub/" }
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { App, ConfigProvider } from 'antd';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeDistrict } from '../../../dev/pretendDistrict';
import type { QuarantinedThing, Room, Session } from '../../api/types';
import { setPreferences } from '../../app/preferences';
import { startWords } from '../../app/words';
import { RoomQuarantine } from './RoomQuarantine';

// The client keeps the fetch that there is when it is made.
const net = vi.hoisted(() => {
  const hub: { answer: (request: Request) => Promise<Response> } = {
    answer: () => Promise.reject(new TypeError('not yet')),
  };
  globalThis.fetch = (input) => hub.answer(input as Request);
  return hub;
});

const room = anOnlineRoom();
const asked: string[] = [];
let items: QuarantinedThing[];
let total: number;
let rights: Session['rights'];

function anOnlineRoom(): Room {
  const found = makeDistrict(12).rooms.find(({ presence }) => presence === 'online');
  if (found === undefined) throw new Error('The made-up district has no room on the line.');
  return found;
}

configure({ asyncUtilTimeout: 30_000 });
vi.setConfig({ testTimeout: 60_000 });

beforeEach(async () => {
  await startWords();
  setPreferences({ language: 'zh-CN' });
  asked.length = 0;
  items = [item('2', 'air.co2'), item('1', 'disk_low')];
  total = 2;
  rights = [{ right: 'set-up-devices', places: [{ kind: 'hub', id: null }] }];
  net.answer = answer;
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const item = (id: string, what: string): QuarantinedThing => ({
  id,
  itemClass: 'reading',
  what,
  at: '2026-09-01T00:00:00.000Z',
  code: 'value_too_large',
  message: 'No.',
});

function answer(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname;
  const json = (body: unknown) =>
    Promise.resolve(new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } }));
  if (path.endsWith('/session')) return json({ user: 'staff', scope: { kind: 'hub', id: null }, roles: [], rights });
  asked.push(`${request.method} ${path.split('/quarantine')[1] ?? path}`);
  if (request.method === 'GET') return json({ items, total });
  items = items.filter(({ id }) => !path.includes(`/quarantine/${id}`));
  return Promise.resolve(new Response(null, { status: 204 }));
}

function show(shown: Room = room) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ConfigProvider button={{ autoInsertSpace: false }}>
        <App>
          <MemoryRouter>
            <RoomQuarantine room={shown} />
          </MemoryRouter>
        </App>
      </ConfigProvider>
    </QueryClientProvider>,
  );
}

test('RoomQuarantine_OneTriedAgainAndOneDeleted_AsksTheBoxAndIsGone', async () => {
  total = 300;
  show();
  expect(await screen.findByText(/共 300 条，只显示最新的 2 条/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: '再试一次：air.co2' }));
  await waitFor(() => expect(screen.queryByText('air.co2')).toBeNull());
  fireEvent.click(screen.getByRole('button', { name: '删除：disk_low' }));
  // Not before it is confirmed.
  const sure = within(await screen.findByRole('tooltip'));
  expect(asked).toEqual(['GET ', 'POST /2/retry', 'GET ']);
  fireEvent.click(sure.getByRole('button', { name: '删除' }));
  await waitFor(() => expect(screen.queryByText('中心拒收的记录')).toBeNull());
  expect(asked).toEqual(['GET ', 'POST /2/retry', 'GET ', 'DELETE /1', 'GET ']);
});

test('RoomQuarantine_Exported_IsTheListAsJson', async () => {
  const saved: Blob[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    saved.push(blob as Blob);
    return 'blob:saved';
  });
  // The browser would keep the file; here the page would leave for it.
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
  show();
  fireEvent.click(await screen.findByRole('button', { name: '导出' }));
  expect(click).toHaveBeenCalledOnce();
  expect(JSON.parse((await saved[0]?.text()) ?? '')).toEqual(items);
});

test('RoomQuarantine_NothingRefused_OrBoxAway_OrNoRight_IsNotThere', async () => {
  items = [];
  show();
  await waitFor(() => expect(asked).toEqual(['GET ']));
  expect(screen.queryByText('中心拒收的记录')).toBeNull();
  cleanup();
  asked.length = 0;
  items = [item('2', 'air.co2')];
  show({ ...room, presence: 'offline' });
  rights = [];
  show();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(asked).toEqual([]);
  expect(screen.queryByText('中心拒收的记录')).toBeNull();
});
