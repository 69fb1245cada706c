import type { TimelineBar } from '../../api/types';
import type { Glyph, Tone } from '../../components/StatusTag';
import type { TimelineKind } from '../../api/types';

/** How many times as wide as the page the day is. */
export const zooms = [1, 2, 4, 8, 24] as const;
export type Zoom = (typeof zooms)[number];

/** Bars of one row that overlap stand below each other; of more than so many the rest share the last line. */
const mostLanes = 4;

export interface PlacedBar {
  bar: TimelineBar;
  /** Of the whole, 0 to 1. */
  start: number;
  width: number;
  lane: number;
}

/** Where bars stand between two moments; what goes on reaches to now, or to the end where that is earlier. */
export function placeBars(bars: readonly TimelineBar[], from: number, to: number, now: number): PlacedBar[] {
  const ends: number[] = [];
  return bars.map((bar) => {
    const begin = Math.max(Date.parse(bar.from), from);
    const until = Math.min(bar.until === null ? Math.max(now, begin) : Date.parse(bar.until), to);
    const free = ends.findIndex((end) => end <= begin);
    const lane = free >= 0 ? free : Math.min(ends.length, mostLanes - 1);
    ends[lane] = Math.max(until, ends[lane] ?? 0);
    return { bar, lane, start: (begin - from) / (to - from), width: Math.max(until - begin, 0) / (to - from) };
  });
}

/** The full hours of the school's clock that are written above the strip. */
export function ticksOf(from: number, to: number, zoom: Zoom): number[] {
  const step = { 1: 3, 2: 2, 4: 1, 8: 0.5, 24: 0.25 }[zoom] * 3_600_000;
  const ticks = [];
  for (let at = from; at < to; at += step) ticks.push(at);
  return ticks;
}

/** What a bar leads to. */
export function linkOf(
  kind: TimelineKind,
  bar: TimelineBar,
  room: { id: string; schoolId: string },
  day: string,
): string {
  switch (kind) {
    case 'timetable':
      return `/timetable?school=${room.schoolId}&room=${room.id}&week=${day}`;
    case 'recordings':
      return `/recordings/${bar.id}`;
    case 'linked-lessons':
      return `/lessons/${bar.id}`;
    case 'alarms':
      return `/alarms?room=${room.id}&state=all&alarm=${bar.id}`;
    case 'commands':
      return `/rooms/${room.id}/devices`;
    case 'maintenance':
      return '/alarms/maintenance';
    case 'presence':
      return `/rooms/${room.id}`;
  }
}

const tones: Record<string, { tone: Tone; glyph: Glyph }> = {
  online: { tone: 'green', glyph: 'check' },
  offline: { tone: 'grey', glyph: 'cross' },
  taught: { tone: 'blue', glyph: 'dot' },
  recording: { tone: 'red', glyph: 'dot' },
  uploading: { tone: 'blue', glyph: 'up' },
  complete: { tone: 'green', glyph: 'check' },
  interrupted: { tone: 'orange', glyph: 'bang' },
  disturbed: { tone: 'orange', glyph: 'bang' },
  missed: { tone: 'orange', glyph: 'cross' },
  failed: { tone: 'red', glyph: 'cross' },
  critical: { tone: 'red', glyph: 'bang' },
  warning: { tone: 'orange', glyph: 'bang' },
  notice: { tone: 'blue', glyph: 'dot' },
  done: { tone: 'green', glyph: 'check' },
  waiting: { tone: 'grey', glyph: 'ring' },
  expired: { tone: 'orange', glyph: 'bang' },
};

/** How a bar looks, by what its state says; of maintenance always the same. */
export function lookOf(kind: TimelineKind, state: string): { tone: Tone; glyph: Glyph } {
  if (kind === 'maintenance') return { tone: 'yellow', glyph: 'pause' };
  return tones[state] ?? { tone: 'blue', glyph: 'dot' };
}
