import { dateAt, endBefore, locate, type Piece, type Place } from './pieces';
import { correct } from './sync';

/** What is known about one view at a tick. */
export interface ViewFacts {
  name: string;
  pieces: readonly Piece[];
  /** The media element's time, seconds. */
  time: number;
  /** It can show the next frame now: not seeking, not waiting for data. */
  ready: boolean;
  /** Milliseconds since it was last ready. */
  stalled: number;
  failed: boolean;
  /** Its media has run out: to play now would begin it anew. Playlists promise some frames more than there are. */
  atEnd: boolean;
  /** More is still being recorded. */
  live: boolean;
}

/** What one view shall do until the next tick. */
export interface Order {
  name: string;
  play: boolean;
  rate: number;
  /** Media time to jump to, or null to stay. */
  seekTo: number | null;
  place: Place['kind'];
}

export interface Plan {
  /** The moment of the lesson shown now, UTC milliseconds. */
  date: number;
  /** Nothing moves because the leading view waits for data. */
  waiting: boolean;
  /** Nothing comes after this, and nothing more is being recorded. */
  ended: boolean;
  orders: Order[];
}

export interface Wish {
  date: number;
  playing: boolean;
  speed: number;
  /** Milliseconds since the last tick. */
  elapsed: number;
  /** The view that leads if it can: the one that is heard. */
  leader: string | null;
}

/** A leader that has waited this long for data is no longer waited for. */
const patienceMilliseconds = 10_000;
const slackMilliseconds = 750;
const pausedSlackSeconds = 0.045;
const endSlackSeconds = 0.25;
/** So near its end, a view that has waited this long for data gets none any more: browsers do not always say so. */
const outMilliseconds = 2_000;

/**
 * One tick of several views of one lesson. The heard view leads: the common clock is its date, so that sound
 * is never bent. Where it has a hole and others do not, another leads; where nobody has anything (a paused
 * stretch), the clock jumps to where the lesson goes on.
 */
export function plan(wish: Wish, views: readonly ViewFacts[]): Plan {
  const usable = views.filter((view) => !view.failed && view.pieces.length > 0);
  const leader = chooseLeader(wish, usable);
  const { date: moved, waiting } = wish.playing ? advance(wish, leader) : { date: wish.date, waiting: false };
  const places = usable.map((view) => placeIn(view, moved));
  const nobody = !places.some((place) => place.kind === 'inside');
  const resume = Math.min(...places.map((place) => (place.kind === 'hole' ? place.resumesAt : Infinity)));
  if (nobody && Number.isFinite(resume)) return carryOut(wish, usable, resume, false, leader);
  const live = usable.some((view) => view.live);
  const ended = nobody && usable.length > 0 && !live;
  return { ...carryOut(wish, usable, moved, waiting || (nobody && live), leader), ended };
}

/** Where a moment lies in a view, as far as its media really goes. */
function placeIn(view: ViewFacts, date: number): Place {
  const place = locate(view.pieces, date);
  const beyond = hasRunOut(view) && place.kind === 'inside' && place.time > view.time - endSlackSeconds;
  return beyond ? { kind: 'after', time: view.time } : place;
}

function hasRunOut(view: ViewFacts): boolean {
  const last = view.pieces.at(-1);
  if (view.atEnd || last === undefined || view.live) return view.atEnd;
  return view.stalled > outMilliseconds && view.time > last.time + last.duration - endSlackSeconds;
}

function chooseLeader(wish: Wish, usable: readonly ViewFacts[]): ViewFacts | undefined {
  const inside = usable.filter((view) => placeIn(view, wish.date).kind === 'inside');
  const prompt = inside.filter((view) => view.stalled < patienceMilliseconds);
  return prompt.find((view) => view.name === wish.leader) ?? prompt[0] ?? inside[0];
}

/** The clock after `elapsed`: the leader's own date while that is believable. */
function advance(wish: Wish, leader: ViewFacts | undefined): { date: number; waiting: boolean } {
  const expected = wish.date + wish.elapsed * wish.speed;
  if (!leader) return { date: wish.date, waiting: true };
  if (!leader.ready) return { date: wish.date, waiting: true };
  const own = dateAt(leader.pieces, leader.time) ?? wish.date;
  if (own < wish.date - slackMilliseconds) return { date: wish.date, waiting: false };
  if (own <= expected + slackMilliseconds) return { date: own, waiting: false };
  // It has played across a hole of its own: the clock goes on alone, the leader waits on the far side.
  const holeAt = endBefore(leader.pieces, leader.time);
  const crossed = holeAt !== null && Math.abs(holeAt - expected) <= slackMilliseconds;
  return { date: crossed ? Math.max(expected, holeAt) : wish.date, waiting: false };
}

function carryOut(
  wish: Wish,
  usable: readonly ViewFacts[],
  date: number,
  waiting: boolean,
  leader: ViewFacts | undefined,
): Plan {
  const orders = usable.map((view) => orderFor(view, date, wish, waiting, view === leader));
  return { date, waiting, ended: false, orders };
}

function orderFor(view: ViewFacts, date: number, wish: Wish, waiting: boolean, leads: boolean): Order {
  const place = placeIn(view, date);
  const still: Order = { name: view.name, play: false, rate: wish.speed, seekTo: null, place: place.kind };
  if (place.kind === 'unknown') return still;
  const away = place.time - view.time;
  if (place.kind !== 'inside') return { ...still, seekTo: Math.abs(away) > 0.5 ? place.time : null };
  if (!wish.playing) return { ...still, seekTo: Math.abs(away) > pausedSlackSeconds ? place.time : null };
  if (leads) {
    const far = Math.abs(away) * 1000 > slackMilliseconds;
    return { ...still, play: true, seekTo: far ? place.time : null };
  }
  const correction = correct(away, wish.speed);
  if (correction.seek) return { ...still, play: !waiting, seekTo: place.time };
  return { ...still, play: !waiting, rate: correction.rate };
}
