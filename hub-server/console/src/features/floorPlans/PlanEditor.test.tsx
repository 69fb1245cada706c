// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://hub/" }
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { App, ConfigProvider } from 'antd';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeDistrict } from '../../../dev/pretendDistrict';
import type { FloorPlan, PlacedRoom } from '../../api/types';
import { setPreferences } from '../../app/preferences';
import { startWords } from '../../app/words';
import { PlanEditor } from './PlanEditor';

// The client keeps the fetch that there is when it is made.
const net = vi.hoisted(() => {
  const hub: { answer: (request: Request) => Promise<Response> } = {
    answer: () => Promise.reject(new TypeError('not yet')),
  };
  globalThis.fetch = (input) => hub.answer(input as Request);
  return hub;
});

const [first, second] = makeDistrict(12).rooms;
let saved: { rooms: PlacedRoom[] } | undefined;

configure({ asyncUtilTimeout: 30_000 });
vi.setConfig({ testTimeout: 60_000 });

beforeEach(async () => {
  await startWords();
  setPreferences({ language: 'zh-CN' });
  saved = undefined;
  net.answer = async (request) => {
    if (request.method === 'PUT') saved = (await request.json()) as { rooms: PlacedRoom[] };
    const body = request.method === 'PUT' ? plan() : { items: [first, second], total: 2, page: 1, pageSize: 200 };
    return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
  };
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const plan = (): FloorPlan => ({
  id: 'p',
  schoolId: 's',
  name: '一层',
  position: 0,
  mediaType: 'image/png',
  width: 1000,
  height: 500,
  pictureHash: 'h',
  rooms: [{ roomId: first?.id ?? '', x: 5_000, y: 5_000 }],
});

test('Rooms_MovedByKeys_PutOnAndTakenOff_AreSavedAsTheyStand', async () => {
  const onClose = vi.fn();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ConfigProvider button={{ autoInsertSpace: false }}>
        <App>
          <PlanEditor school="s" plan={plan()} onClose={onClose} />
        </App>
      </ConfigProvider>
    </QueryClientProvider>,
  );
  const handle = await screen.findByRole('button', { name: first?.name ?? '' });
  fireEvent.keyDown(handle, { key: 'ArrowRight', shiftKey: true });
  fireEvent.keyDown(handle, { key: 'ArrowUp' });
  expect(screen.getByRole('status').textContent).toContain('横向 55%');
  fireEvent.click(screen.getByRole('button', { name: `把“${second?.name ?? ''}”放到图上` }));
  fireEvent.click(screen.getByRole('button', { name: '保存' }));
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(saved?.rooms).toEqual([
    { roomId: first?.id, x: 5_500, y: 4_950 },
    { roomId: second?.id, x: 1_000, y: 1_000 },
  ]);

  fireEvent.focus(screen.getByRole('button', { name: second?.name ?? '' }));
  fireEvent.click(screen.getByRole('button', { name: `从图上取下：${second?.name ?? ''}` }));
  fireEvent.keyDown(screen.getByRole('button', { name: first?.name ?? '' }), { key: 'Delete' });
  fireEvent.click(screen.getByRole('button', { name: '保存' }));
  await waitFor(() => expect(saved?.rooms).toEqual([]));
});
