// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://hub/" }
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Session } from '../../api/types';
import { setPreferences } from '../../app/preferences';
import { startWords } from '../../app/words';
import { RepairNotice } from './RepairNotice';

// The client keeps the fetch that there is when it is made.
const net = vi.hoisted(() => {
  const hub: { answer: (request: Request) => Promise<Response> } = {
    answer: () => Promise.reject(new TypeError('not yet')),
  };
  globalThis.fetch = (input) => hub.answer(input as Request);
  return hub;
});

const day = 86_400_000;
const asked: string[] = [];
let rights: Session['rights'];

configure({ asyncUtilTimeout: 30_000 });
vi.setConfig({ testTimeout: 60_000 });

beforeEach(async () => {
  await startWords();
  setPreferences({ language: 'zh-CN' });
  asked.length = 0;
  net.answer = ({ url }) => {
    if (url.endsWith('/session')) return Promise.resolve(Response.json({ user: 'staff', roles: [], rights }));
    asked.push(url);
    return Promise.resolve(Response.json([repair(2, 'hub.db', 3 * day), repair(1, 'ca/authority.json', 40 * day)]));
  };
});

afterEach(cleanup);

test('who looks after the hub is told what was repaired in the last month, and where the damaged file lies', async () => {
  open([{ right: 'manage-system', places: [{ kind: 'hub', id: null }] }]);
  expect((await screen.findByText(/hub\.db: page 3 is torn/)).textContent).toContain('hub.db.damaged');
  expect(screen.queryByText(/authority/)).toBeNull();
});

test('nobody else asks', async () => {
  open([{ right: 'see-rooms', places: [{ kind: 'hub', id: null }] }]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(asked).toEqual([]);
  expect(screen.queryByRole('alert')).toBeNull();
});

function repair(number: number, file: string, ageMs: number) {
  const at = new Date(Date.now() - ageMs).toISOString();
  return {
    number,
    kind: 'database',
    file,
    damage: 'page 3 is torn',
    movedTo: `${file}.damaged`,
    saved: 10,
    lost: null,
    times: 1,
    at,
  };
}

function open(held: Session['rights']) {
  rights = held;
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RepairNotice />
    </QueryClientProvider>,
  );
}
