import type { LessonRoom, LessonSource, LinkedLesson } from '../box/linkedLesson';

/** Where a picture stands: `large`, `small` beside or above it, or one of equals. */
export type Place = 'large' | 'small' | 'equal';

export interface Placed {
  source: LessonSource;
  room: LessonRoom;
  place: Place;
}

/**
 * Which pictures stand where. Everybody follows the host's layout. Who has the floor is shown large where the layout has a
 * large place, and beside the host's where all are equal; the host sees a mosaic of its rooms, the speaking one large.
 */
export function arrange(lesson: LinkedLesson): Placed[] {
  const shown = lesson.sources.flatMap((source) => {
    const room = lesson.rooms.find((one) => one.roomId === source.roomId);
    return source.hasPicture && room !== undefined ? [{ source, room }] : [];
  });
  const speaking = shown.find(({ room }) => room.hasFloor && room.role === 'receiver');
  if (lesson.role === 'host') return place(shown.slice(0, 3), speaking ?? null);
  if (lesson.layout === 'side-by-side') return place(shown, null);
  const main = shown.find(({ source, room }) => room.role === 'host' && source.source === lesson.mainSource);
  return place(shown, speaking ?? main ?? shown[0] ?? null);
}

function place(shown: readonly Omit<Placed, 'place'>[], large: Omit<Placed, 'place'> | null): Placed[] {
  if (large === null || shown.length < 2) return shown.map((one) => ({ ...one, place: 'equal' }));
  return shown.map((one) => ({ ...one, place: one === large ? 'large' : 'small' }));
}

/** Since when nothing at all of the host is there, though the lesson runs; null: something is. */
export function lostSince(lesson: LinkedLesson): Date | null {
  const hosts = new Set(lesson.rooms.filter((room) => room.role === 'host').map((room) => room.roomId));
  const sources = lesson.sources.filter((source) => source.hasPicture && hosts.has(source.roomId));
  if (sources.length === 0 || sources.some((source) => source.state !== 'lost')) return null;
  return new Date(Math.min(...sources.map((source) => Date.parse(source.since))));
}

export function keyOf(source: LessonSource): string {
  return `${source.roomId}/${source.source}`;
}
