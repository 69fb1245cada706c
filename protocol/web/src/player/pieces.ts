/**
 * A stretch of a view's playlist: where it lies in the media element (seconds) and when it was captured
 * (UTC milliseconds). Usually one segment.
 */
export interface Piece {
  time: number;
  date: number;
  duration: number;
}

/** Where a moment of the lesson lies in a view. */
export type Place =
  | { kind: 'inside'; time: number }
  /** Nothing was captured or nothing is shown then; the view goes on at `time`, which is `resumesAt`. */
  | { kind: 'hole'; time: number; resumesAt: number }
  | { kind: 'after'; time: number }
  | { kind: 'unknown' };

/** Capture clocks and segment lengths disagree by some frames; only more than this is a hole. */
const holeMilliseconds = 500;

export const endOf = (piece: Piece): number => piece.date + piece.duration * 1000;

/** The last piece that begins at or before `value`, by date or by media time; -1 when all begin later. */
function lastFrom(pieces: readonly Piece[], value: number, by: 'date' | 'time'): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const piece = pieces[middle];
    if (piece && piece[by] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Finds the moment `date` (UTC milliseconds) in a view. Pieces are in order. */
export function locate(pieces: readonly Piece[], date: number): Place {
  if (pieces.length === 0) return { kind: 'unknown' };
  const index = lastFrom(pieces, date, 'date');
  const piece = pieces[index];
  const next = pieces[index + 1];
  if (piece) {
    const within = (date - piece.date) / 1000;
    if (within < piece.duration) return { kind: 'inside', time: piece.time + within };
    if (next && next.date - endOf(piece) <= holeMilliseconds) return { kind: 'inside', time: next.time };
    if (!next) return { kind: 'after', time: piece.time + piece.duration };
  }
  if (!next) return { kind: 'unknown' };
  return next.date - date <= holeMilliseconds && !piece
    ? { kind: 'inside', time: next.time }
    : { kind: 'hole', time: next.time, resumesAt: next.date };
}

/** The date of a place in the media element, or null before anything is known. */
export function dateAt(pieces: readonly Piece[], time: number): number | null {
  const piece = pieces[Math.max(0, lastFrom(pieces, time, 'time'))];
  return piece ? piece.date + (time - piece.time) * 1000 : null;
}

/** When the piece before the one at this media time ended; null in the first. */
export function endBefore(pieces: readonly Piece[], time: number): number | null {
  const piece = pieces[lastFrom(pieces, time, 'time') - 1];
  return piece ? endOf(piece) : null;
}

/** A stretch of the lesson in UTC milliseconds. */
export interface Span {
  from: number;
  to: number;
}

/** The stretches of which at least one view has something, in order and joined where they touch. */
export function coverage(views: readonly (readonly Piece[])[]): Span[] {
  const all = views.flat().sort((a, b) => a.date - b.date);
  const spans: Span[] = [];
  for (const piece of all) {
    const last = spans.at(-1);
    if (last && piece.date - last.to <= holeMilliseconds) last.to = Math.max(last.to, endOf(piece));
    else spans.push({ from: piece.date, to: endOf(piece) });
  }
  return spans;
}
