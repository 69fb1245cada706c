import type { Room } from '../../api/types';
import type { Glyph, Tone } from '../../components/StatusTag';

/** What a person needs to know of a room, in one word. */
export type RoomStatus =
  | 'unenrolled'
  | 'online'
  | 'starting'
  | 'recording'
  | 'paused'
  | 'stopping'
  | 'offline'
  /** Its line broke in mid-lesson: the box most likely records on, but nobody sees it. */
  | 'offlineRecording';

export function roomStatus({ presence, state }: Pick<Room, 'presence' | 'state'>): RoomStatus {
  if (presence === 'unenrolled') return 'unenrolled';
  const recorder = state?.recorder ?? 'idle';
  if (presence === 'offline') return recorder === 'idle' ? 'offline' : 'offlineRecording';
  return recorder === 'idle' ? 'online' : recorder;
}

export const statusLook: Record<RoomStatus, { tone: Tone; glyph: Glyph }> = {
  unenrolled: { tone: 'grey', glyph: 'ring' },
  online: { tone: 'green', glyph: 'check' },
  starting: { tone: 'blue', glyph: 'dot' },
  recording: { tone: 'red', glyph: 'dot' },
  paused: { tone: 'orange', glyph: 'pause' },
  stopping: { tone: 'blue', glyph: 'up' },
  offline: { tone: 'grey', glyph: 'cross' },
  offlineRecording: { tone: 'orange', glyph: 'bang' },
};

/** How a place looks: as its worst open alarm does, or else as the worst of its rooms. */
export function lookOf(place: Parameters<typeof worstOf>[0] & { alarms: { worst: string | null } }) {
  if (place.alarms.worst === 'critical') return { tone: 'red', glyph: 'bang' } as const;
  if (place.alarms.worst === 'warning') return { tone: 'orange', glyph: 'bang' } as const;
  return statusLook[worstOf(place)];
}

/** The worst that a place holds decides how it looks: somebody must go to an offline room, nobody to a recording one. */
export function worstOf(counts: { online: number; recording: number; offline: number }): RoomStatus {
  if (counts.offline > 0) return 'offline';
  if (counts.recording > 0) return 'recording';
  return counts.online > 0 ? 'online' : 'unenrolled';
}
