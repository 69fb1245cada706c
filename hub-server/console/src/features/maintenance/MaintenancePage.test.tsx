// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://hub/" }
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { App, ConfigProvider } from 'antd';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { MaintenanceWindow, Session } from '../../api/types';
import { setPreferences } from '../../app/preferences';
import { startWords } from '../../app/words';
import { MaintenancePage } from './MaintenancePage';

// The client keeps the fetch that there is when it is made.
const net = vi.hoisted(() => {
  const hub: { answer: (request: Request) => Promise<Response> } = {
    answer: () => Promise.reject(new TypeError('not yet')),
  };
  globalThis.fetch = (input) => hub.answer(input as Request);
  return hub;
});

const asked: string[] = [];
let items: MaintenanceWindow[];
let rights: Session['rights'];

configure({ asyncUtilTimeout: 30_000 });
vi.setConfig({ testTimeout: 60_000 });

beforeEach(async () => {
  await startWords();
  setPreferences({ language: 'zh-CN' });
  asked.length = 0;
  items = [window('1', 'running'), { ...window('2', 'planned'), schoolId: 's2', placeName: '二小', isWeekly: true }];
  rights = [{ right: 'set-up-devices', places: [{ kind: 'school', id: 's1' }] }];
  net.answer = answer;
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const window = (id: string, state: MaintenanceWindow['state']): MaintenanceWindow => ({
  id,
  placeId: 's1',
  placeName: '一小',
  regionId: 'r1',
  schoolId: 's1',
  roomId: null,
  reason: '检修线路',
  begins: '2026-09-06T20:00',
  ends: '2026-09-06T23:00',
  isWeekly: false,
  lastDay: null,
  timeZone: 'Asia/Shanghai',
  state,
  from: '2026-09-06T12:00:00.000Z',
  until: '2026-09-06T15:00:00.000Z',
  madeBy: 'staff',
  madeAt: '2026-09-01T00:00:00.000Z',
});

function answer(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname;
  const json = (body: unknown) =>
    Promise.resolve(new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } }));
  if (path.endsWith('/session')) return json({ user: 'staff', scope: { kind: 'hub', id: null }, roles: [], rights });
  asked.push(`${request.method} ${path.split('/maintenance-windows')[1] ?? path}${new URL(request.url).search}`);
  if (request.method === 'GET') return json({ items, total: items.length, page: 1, pageSize: 20 });
  items = items.map((item) => (path.includes(item.id) ? { ...item, state: 'over' } : item));
  return json(items[0]);
}

function show(address = '/alarms/maintenance') {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ConfigProvider button={{ autoInsertSpace: false }}>
        <App>
          <MemoryRouter initialEntries={[address]}>
            <MaintenancePage />
          </MemoryRouter>
        </App>
      </ConfigProvider>
    </QueryClientProvider>,
  );
}

const row = async (name: string) => {
  const found = (await screen.findByText(name)).closest('tr');
  if (found === null) throw new Error(`${name} is in no row.`);
  return within(found);
};

test('Page_OfTwoSchools_OffersActionsWhereTheSessionSetsRoomsUp_AndEndsWhatRuns', async () => {
  show();
  const own = await row('一小');
  own.getByText('2026-09-06 20:00–23:00');
  (await row('二小')).getByText('每周日，一直重复');
  expect((await row('二小')).queryByRole('button')).toBeNull();
  fireEvent.click(own.getByRole('button', { name: '提前结束：一小' }));
  await waitFor(() => expect(asked).toContain('POST /1/end'));
  await (await row('一小')).findByText('已结束');
});

test('Page_WithAStateInItsAddress_AsksForThatAlone', async () => {
  items = [];
  show('/alarms/maintenance?state=planned');
  await screen.findByText('没有维护');
  expect(asked).toEqual(['GET ?page=1&pageSize=20&state=planned']);
});

test('Page_WhereNobodyMaySetUpRooms_HasNoButtonToAddOne', async () => {
  rights = [];
  show();
  await row('一小');
  expect(screen.queryByRole('button', { name: '新建维护' })).toBeNull();
});
