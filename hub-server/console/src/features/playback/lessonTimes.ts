import type { PlayerChapter, PlayerMark } from '@tongtang/web/player';
import type { RecordingTrim } from '../../api/types';

/** What the player is given of a lesson of which only a part is played: its times count from where that begins. */
export function playedPart(
  startedAt: string,
  trim: RecordingTrim | null | undefined,
  marks: readonly PlayerMark[],
  chapters: readonly PlayerChapter[],
) {
  const from = trim?.fromSeconds ?? 0;
  const to = trim?.toSeconds ?? Infinity;
  const inside = ({ atSeconds }: { atSeconds: number }) => atSeconds >= from && atSeconds < to;
  const moved = <T extends { atSeconds: number }>(one: T): T => ({ ...one, atSeconds: one.atSeconds - from });
  // The part that the first moment lies in is there from its beginning.
  const running = from > 0 ? chapters.findLast(({ atSeconds }) => atSeconds < from) : undefined;
  const within = chapters.filter(inside);
  const first = running !== undefined && within[0]?.atSeconds !== from ? [{ ...running, atSeconds: from }] : [];
  return {
    from,
    startedAt: from === 0 ? startedAt : new Date(Date.parse(startedAt) + from * 1000).toISOString(),
    marks: marks.filter(inside).map(moved),
    chapters: [...first, ...within].map(moved),
  };
}

/** `1:02:03.5`, `2:03`, `123`: seconds; undefined when it is none. */
export function secondsOfText(text: string): number | undefined {
  const parts = text.trim().replaceAll('：', ':').split(':');
  if (parts.length > 3 || !parts.every((part, index) => isPart(part, index === parts.length - 1))) return undefined;
  const numbers = parts.map(Number);
  if (numbers.slice(1).some((number) => number >= 60)) return undefined;
  return Math.round(numbers.reduce((sum, number) => sum * 60 + number, 0) * 1000) / 1000;
}

export function textOfSeconds(seconds: number): string {
  const rounded = Math.round(Math.max(0, seconds) * 10) / 10;
  const whole = Math.floor(rounded);
  const tenths = Math.round((rounded - whole) * 10);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':') + (tenths > 0 ? `.${tenths}` : '');
}

function isPart(part: string, last: boolean): boolean {
  return (last ? /^\d{1,6}(\.\d{1,3})?$/ : /^\d{1,4}$/).test(part);
}
