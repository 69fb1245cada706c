import { expect, test } from 'vitest';
import type { Room } from '../../api/types';
import { lookOf, roomStatus, statusLook, worstOf } from './roomStatus';

type Recorder = NonNullable<Room['state']>['recorder'];

function room(presence: Room['presence'], recorder?: Recorder): Pick<Room, 'presence' | 'state'> {
  return { presence, state: recorder === undefined ? null : ({ recorder } as Room['state']) };
}

test.each([
  ['unenrolled', undefined, 'unenrolled'],
  ['online', undefined, 'online'],
  ['online', 'idle', 'online'],
  ['online', 'starting', 'starting'],
  ['online', 'recording', 'recording'],
  ['online', 'paused', 'paused'],
  ['online', 'stopping', 'stopping'],
  ['offline', undefined, 'offline'],
  ['offline', 'idle', 'offline'],
  ['offline', 'recording', 'offlineRecording'],
  ['offline', 'paused', 'offlineRecording'],
] as const)('RoomStatus_%s_%s_is_%s', (presence, recorder, expected) => {
  expect(roomStatus(room(presence, recorder))).toBe(expected);
});

test('StatusLook_EveryState_IsToldApartWithoutColour', () => {
  const shapes = Object.entries(statusLook)
    .filter(([status]) => status !== 'starting')
    .map(([, { glyph }]) => glyph);
  expect(new Set(shapes).size).toBe(shapes.length);
});

test('WorstOf_OneOfflineRoom_OutweighsManyRecording', () => {
  expect(worstOf({ online: 9, recording: 8, offline: 1 })).toBe('offline');
  expect(worstOf({ online: 9, recording: 8, offline: 0 })).toBe('recording');
  expect(worstOf({ online: 9, recording: 0, offline: 0 })).toBe('online');
  expect(worstOf({ online: 0, recording: 0, offline: 0 })).toBe('unenrolled');
});

test('LookOf_AnOpenAlarm_OutweighsTheCounts', () => {
  const counts = { online: 9, recording: 8, offline: 1 };
  expect(lookOf({ ...counts, alarms: { worst: 'critical' } })).toEqual({ tone: 'red', glyph: 'bang' });
  expect(lookOf({ ...counts, alarms: { worst: 'warning' } })).toEqual({ tone: 'orange', glyph: 'bang' });
  expect(lookOf({ ...counts, alarms: { worst: 'notice' } })).toEqual(statusLook.offline);
  expect(lookOf({ ...counts, alarms: { worst: null } })).toEqual(statusLook.offline);
});
