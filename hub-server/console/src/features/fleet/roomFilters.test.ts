import { expect, test } from 'vitest';
import { roomQueryOf } from './roomFilters';

test('RoomQuery_OfflineWhileRecording_AsksForBoth', () => {
  expect(roomQueryOf(new URLSearchParams('state=offlineRecording&page=3'))).toEqual({
    page: 3,
    pageSize: 50,
    presence: 'offline',
    recorder: 'recording',
  });
});

test('RoomQuery_NonsenseInTheAddress_IsLeftOut', () => {
  expect(roomQueryOf(new URLSearchParams('state=toString&page=-1&q=%20'), 's1')).toEqual({
    page: 1,
    pageSize: 50,
    school: 's1',
  });
});
