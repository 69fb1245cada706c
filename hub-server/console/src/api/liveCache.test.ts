import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LiveCache, withNews } from './liveCache';
import type { Page, RecordingItem, Room } from './types';

function room(id: string, presence: Room['presence'] = 'online'): Room {
  return { id, name: id, schoolId: 's', presence, state: null } as Room;
}

function page<T>(...items: T[]): Page<T> {
  return { items, total: items.length, page: 1, pageSize: 50 };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('WithNews_ListWithoutTheRoom_IsTheSameList', () => {
  const list = page(room('a'));
  expect(withNews(list, new Map([['b', room('b')]]))).toBe(list);
});

test('WithNews_PagesOfATree_ReplaceOnlyWhatChanged', () => {
  const [first, second] = [page(room('a')), page(room('b'))];
  const changed = withNews({ pages: [first, second] }, new Map([['b', room('b', 'offline')]]));
  expect(changed).toEqual({ pages: [first, page(room('b', 'offline'))] });
  expect(changed !== undefined && 'pages' in changed && changed.pages[0]).toBe(first);
});

test('Apply_RoomThatOnlyMeasures_AsksForNothingAgain', () => {
  const client = new QueryClient();
  const invalidate = vi.spyOn(client, 'invalidateQueries');
  const cache = new LiveCache(client);
  cache.apply([{ kind: 'room', room: room('a') }]);
  vi.runAllTimers();
  invalidate.mockClear();
  cache.apply([{ kind: 'room', room: { ...room('a') } }]);
  vi.runAllTimers();
  expect(invalidate).not.toHaveBeenCalled();
});

test('Apply_ManyRoomsGoOffline_AskForListsAndCountsOnce', () => {
  const client = new QueryClient();
  const invalidate = vi.spyOn(client, 'invalidateQueries');
  const cache = new LiveCache(client);
  for (let i = 0; i < 500; i++) cache.apply([{ kind: 'room', room: room(`${i}`, 'offline') }]);
  vi.runAllTimers();
  expect(invalidate.mock.calls.map(([filters]) => filters?.queryKey)).toEqual([
    ['rooms'],
    ['schools'],
    ['regions'],
    ['home'],
  ]);
});

test('Apply_RoomOnItsPage_IsShownAtOnce', () => {
  const client = new QueryClient();
  client.setQueryData(['room', 'a'], room('a'));
  new LiveCache(client).apply([{ kind: 'room', room: room('a', 'offline') }]);
  expect(client.getQueryData<Room>(['room', 'a'])?.presence).toBe('offline');
  expect(client.getQueryData(['room', 'b'])).toBeUndefined();
});

test('Apply_RecordingOnItsPage_KeepsWhatAListDoesNotKnow', () => {
  const client = new QueryClient();
  client.setQueryData(['recording', 'a'], { id: 'a', state: 'uploading', views: ['kept'] });
  new LiveCache(client).apply([
    { kind: 'recording', recording: { id: 'a', state: 'complete' } as unknown as RecordingItem },
  ]);
  expect(client.getQueryData(['recording', 'a'])).toEqual({ id: 'a', state: 'complete', views: ['kept'] });
});

test('Apply_RoomWhileItIsAChoiceInAForm_LeavesTheChoicesAlone', () => {
  const client = new QueryClient();
  client.setQueryData(['choices', 'rooms', undefined, 'name', 'a'], '三班');
  client.setQueryData(['choices', 'rooms', undefined, 'search', ''], [{ value: 'a', label: '三班' }]);
  const list = page(room('a'));
  client.setQueryData(['rooms', 'list', {}], list);
  new LiveCache(client).apply([{ kind: 'room', room: room('a', 'offline') }]);
  expect(client.getQueryData<Page<Room>>(['rooms', 'list', {}])?.items[0]?.presence).toBe('offline');
  expect(client.getQueryData(['choices', 'rooms', undefined, 'name', 'a'])).toBe('三班');
});
