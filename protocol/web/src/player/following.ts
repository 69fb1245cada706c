/** Further behind than this, what lies between is passed over. */
const seekPastMilliseconds = 3000;
/** Nobody notices less, and playlists come in steps. */
const enoughMilliseconds = 120;
const mostRateChange = 0.25;

/** What a viewer who follows a lesson as it happens does about being behind it. */
export type CatchUp = { seek: true } | { seek: false; rate: number };

/**
 * By rate first, which is not heard as a break; sound keeps its pitch.
 * @param behindMilliseconds how far the newest moment that plays without waiting is ahead
 */
export function catchUp(behindMilliseconds: number): CatchUp {
  if (behindMilliseconds > seekPastMilliseconds) return { seek: true };
  if (behindMilliseconds <= enoughMilliseconds) return { seek: false, rate: 1 };
  return { seek: false, rate: 1 + Math.min(mostRateChange, behindMilliseconds / 4000) };
}

const windowMilliseconds = 4000;

/**
 * Where the newest moment is at any time: playlists tell of it in steps (a part, or a whole segment), in between it goes
 * on with the clock. The best of the last seconds counts, so that a late answer moves nothing.
 */
export class LiveClock {
  private seen: { at: number; ahead: number }[] = [];

  /**
   * @param now by the page's clock
   * @param newest what the playlist says, UTC milliseconds; null before it says anything
   */
  tell(now: number, newest: number | null): number | null {
    this.seen = this.seen.filter((one) => now - one.at < windowMilliseconds);
    if (newest !== null) this.seen.push({ at: now, ahead: newest - now });
    return this.seen.length === 0 ? null : now + Math.max(...this.seen.map((one) => one.ahead));
  }
}
