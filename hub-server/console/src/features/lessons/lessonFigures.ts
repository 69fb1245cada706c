import type { RoomSpan } from '../../api/types';

/** Minutes as people count them: whole ones, and one decimal below ten. */
export function minutesOf(seconds: number): string {
  const minutes = seconds / 60;
  return minutes < 10 && minutes > 0 ? minutes.toFixed(1) : String(Math.round(minutes));
}

export interface PlacedSpan {
  kind: RoomSpan['kind'];
  reason: string | null;
  from: string;
  to: string | null;
  /** Share of the lesson's length, 0 to 1. */
  start: number;
  width: number;
}

/** Where a room's spans stand in the picture of a lesson from `from` to `to`, in milliseconds. */
export function placeSpans(spans: readonly RoomSpan[], from: number, to: number): PlacedSpan[] {
  const length = Math.max(1, to - from);
  const share = (at: number) => Math.min(1, Math.max(0, (at - from) / length));
  return spans.map(({ kind, reason, from: begin, to: end }) => {
    const [start, stop] = [share(Date.parse(begin)), share(end === null ? to : Date.parse(end))];
    return { kind, reason, from: begin, to: end, start, width: Math.max(0, stop - start) };
  });
}
