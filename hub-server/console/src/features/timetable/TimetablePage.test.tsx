// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://hub/" }
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, render, screen, waitFor } from '@testing-library/react';
import { App } from 'antd';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { setPreferences } from '../../app/preferences';
import { startWords } from '../../app/words';
import { TimetablePage } from './TimetablePage';

// The client keeps the fetch that there is when it is made.
const net = vi.hoisted(() => {
  const asked: URL[] = [];
  const hub = { asked, user: '', scope: { kind: 'hub', id: null as string | null } };
  globalThis.fetch = (input) => {
    const url = new URL((input as Request).url);
    asked.push(url);
    const answers: Record<string, object> = {
      '/api/v1/session': { user: hub.user, scope: hub.scope, roles: [], rights: [] },
      '/api/v1/timetable/teachers': [{ key: 'wang', name: '王芳' }],
      '/api/v1/timetable/days': { timeZone: 'Asia/Shanghai', today: '2026-11-23', days: [] },
      '/api/v1/schools/s1': { id: 's1', name: '实验小学' },
    };
    return Promise.resolve(
      new Response(JSON.stringify(answers[url.pathname] ?? { items: [], total: 0, page: 1, pageSize: 50 }), {
        headers: { 'Content-Type': 'application/json' },
      }),
    );
  };
  return hub;
});

// A machine that is busy takes seconds for what takes milliseconds.
configure({ asyncUtilTimeout: 30_000 });
vi.setConfig({ testTimeout: 60_000 });

beforeEach(async () => {
  await startWords();
  setPreferences({ language: 'zh-CN' });
  net.asked.length = 0;
});

afterEach(cleanup);

test('TimetablePage_TeacherOfOneSchool_FindsTheirOwnWeek', async () => {
  open('王芳', { kind: 'school', id: 's1' }, '/timetable');
  await waitFor(() => expect(lastDays()).toEqual({ school: 's1', teacher: 'wang' }));
});

test('TimetablePage_OthersOfOneSchool_FindItsWholeWeek', async () => {
  open('沈丽华', { kind: 'school', id: 's1' }, '/timetable');
  await waitFor(() => expect(lastDays()).toEqual({ school: 's1', teacher: null }));
});

test('TimetablePage_SchoolInTheAddress_ShowsAllWhoTeachThere', async () => {
  open('王芳', { kind: 'school', id: 's1' }, '/timetable?school=s1');
  await waitFor(() => expect(lastDays()).toEqual({ school: 's1', teacher: null }));
});

test('TimetablePage_WholeHub_AsksForASchool', async () => {
  open('何慧敏', { kind: 'hub', id: null }, '/timetable');
  await screen.findByText('请选择学校');
  expect(lastDays()).toBeUndefined();
});

function open(user: string, scope: { kind: string; id: string | null }, address: string) {
  Object.assign(net, { user, scope });
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <App>
        <MemoryRouter initialEntries={[address]}>
          <TimetablePage />
        </MemoryRouter>
      </App>
    </QueryClientProvider>,
  );
}

function lastDays() {
  const last = net.asked.findLast(({ pathname }) => pathname === '/api/v1/timetable/days')?.searchParams;
  return last && { school: last.get('school'), teacher: last.get('teacher') };
}
