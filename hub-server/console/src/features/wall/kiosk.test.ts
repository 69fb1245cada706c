import { expect, test } from 'vitest';
import type { Alarm } from '../../api/types';
import { freshMs, freshOf, placeOf } from './pressingAlarms';
import { addressOf } from './ScreenDialog';
import { scaleOf } from './useKioskScale';
import { isKiosk, readWall, withFirst } from './wallView';

const now = Date.parse('2026-09-01T08:00:00Z');

function alarm(id: string, severity: Alarm['severity'], secondsAgo: number): Alarm {
  return { id, severity, raisedAt: new Date(now - secondsAgo * 1_000).toISOString() } as Alarm;
}

test('a wall stands still on a new alarm that presses, and not on an old one or a notice', () => {
  const fresh = alarm('b', 'warning', 30);
  expect(freshOf([alarm('a', 'notice', 5), fresh, alarm('c', 'critical', 60)], now)).toBe(fresh);
  expect(freshOf([alarm('a', 'critical', freshMs / 1_000)], now)).toBeUndefined();
  expect(freshOf([], now)).toBeUndefined();
});

test('the room of an alarm stands in front, once, and no page grows by it', () => {
  const rooms = [{ id: '1' }, { id: '2' }, { id: '3' }, { id: '4' }];
  expect(withFirst(rooms, { id: '9' }, 4).map(({ id }) => id)).toEqual(['9', '1', '2', '3']);
  expect(withFirst(rooms, rooms[2], 4).map(({ id }) => id)).toEqual(['3', '1', '2', '4']);
  expect(withFirst(rooms, undefined, 4)).toEqual(rooms);
});

test('a screen is as large as its width, within reason', () => {
  expect([1_280, 1_920, 3_840, 300, 20_000].map(scaleOf)).toEqual([0.67, 1, 2, 0.6, 4]);
});

test("a screen's address keeps its token behind # and shows the wall it was made of, from its first page", () => {
  const school = '0'.repeat(32);
  const view = readWall(new URLSearchParams({ size: '16', school, page: '3' }));
  const address = new URL(addressOf('https://hub.edu', view, 'tt_secret'));
  expect(address.pathname + address.search).toBe('/screen');
  const next = new URL(new URLSearchParams(address.hash.slice(1)).get('next') ?? '', address.origin);
  expect(new URLSearchParams(address.hash.slice(1)).get('token')).toBe('tt_secret');
  expect(isKiosk(next.searchParams)).toBe(true);
  expect(readWall(next.searchParams)).toEqual({ ...view, page: 1 });
  expect(placeOf(view)).toEqual({ kind: 'school', id: school });
});
