import { expect, test } from 'vitest';
import type { Alarm } from '../../api/types';
import { phaseOf } from './alarmLook';

const now = Date.parse('2026-11-02T08:00:00Z');

function alarm(state: Alarm['state'], suppressedUntil: string | null, causeId: string | null = null): Alarm {
  return { state, suppressedUntil, causeId } as Alarm;
}

test.each([
  ['raised', null, 'raised'],
  ['raised', '2026-11-02T09:00:00Z', 'suppressed'],
  ['raised', '2026-11-02T07:00:00Z', 'raised'],
  ['acknowledged', '2026-11-02T09:00:00Z', 'acknowledged'],
  ['cleared', '2026-11-02T09:00:00Z', 'cleared'],
] as const)('PhaseOf_%s_SuppressedUntil_%s_Is_%s', (state, until, phase) => {
  expect(phaseOf(alarm(state, until), now)).toBe(phase);
});

test('PhaseOf_OneThatAnotherExplains_CallsNobody', () => {
  expect(phaseOf(alarm('raised', null, 'cause'), now)).toBe('explained');
  expect(phaseOf(alarm('cleared', null, 'cause'), now)).toBe('cleared');
});

test('PhaseOf_OneWhoseRoomIsWorkedOn_CallsNobodyUntilThen', () => {
  const worked = { ...alarm('raised', null), maintenanceUntil: '2026-11-02T09:00:00Z' };
  expect(phaseOf(worked, now)).toBe('maintenance');
  expect(phaseOf(worked, now + 3_600_000)).toBe('raised');
  expect(phaseOf({ ...worked, state: 'acknowledged' }, now)).toBe('acknowledged');
});
