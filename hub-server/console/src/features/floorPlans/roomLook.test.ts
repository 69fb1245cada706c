import { expect, test } from 'vitest';
import type { Room } from '../../api/types';
import { worstOfRoom } from './roomLook';

function room(worst: string | null, maintenanceUntil: string | null = null) {
  return { presence: 'online', state: null, alarms: { open: 0, worst }, maintenanceUntil } as Room;
}

test.each([
  [room(null), 'online'],
  [room('notice'), 'online'],
  [room('warning'), 'warning'],
  [room('critical'), 'critical'],
  [room('critical', '2026-09-01T00:00:00Z'), 'maintenance'],
  [{ ...room(null), presence: 'offline' }, 'offline'],
] as const)('WorstOfRoom_%#', (given, wanted) => {
  expect(worstOfRoom(given)).toBe(wanted);
});
