/** Past this many seconds a view jumps; below it, it only plays a little faster or slower. */
export const seekPastSeconds = 2;
/** Below this nobody sees or hears a difference. */
export const inStepSeconds = 0.04;
const mostRateChange = 0.25;

/** What one view does about being away from the common clock. */
export type Correction = { seek: true } | { seek: false; rate: number };

/**
 * How a view gets back in step.
 * @param behindSeconds the common clock minus the view's own date; positive when the view is late
 * @param speed the speed the viewer chose, 0.5 to 2
 */
export function correct(behindSeconds: number, speed: number): Correction {
  const away = Math.abs(behindSeconds);
  if (away > seekPastSeconds) return { seek: true };
  if (away <= inStepSeconds) return { seek: false, rate: speed };
  const change = Math.max(-mostRateChange, Math.min(mostRateChange, behindSeconds));
  return { seek: false, rate: speed * (1 + change) };
}
