import type { Room } from '../../api/types';
import type { Glyph, Tone } from '../../components/StatusTag';
import { roomStatus, statusLook, type RoomStatus } from '../fleet/roomStatus';

/** The worst that is known of a room: that it is worked on, its open alarms, or how its box is. */
export type RoomWorst = RoomStatus | 'maintenance' | 'critical' | 'warning';

export function worstOfRoom(room: Pick<Room, 'presence' | 'state' | 'alarms' | 'maintenanceUntil'>): RoomWorst {
  if (room.maintenanceUntil) return 'maintenance';
  const { worst } = room.alarms;
  return worst === 'critical' || worst === 'warning' ? worst : roomStatus(room);
}

export const worstLook: Record<RoomWorst, { tone: Tone; glyph: Glyph }> = {
  ...statusLook,
  maintenance: { tone: 'yellow', glyph: 'pause' },
  critical: { tone: 'red', glyph: 'bang' },
  warning: { tone: 'orange', glyph: 'bang' },
};
