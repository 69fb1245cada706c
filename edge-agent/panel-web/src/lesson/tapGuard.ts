const quietMilliseconds = 1000;

/**
 * Fingers on large boards tap twice. The same control again within a second is ignored, and so is any control
 * that a change of state has just put under the finger.
 */
export function createTapGuard(): {
  accept: (control: string, now: number) => boolean;
  changed: (now: number) => void;
} {
  let lastControl: string | null = null;
  let lastAt = -Infinity;
  let changedAt = -Infinity;
  return {
    accept(control, now) {
      if (now - changedAt < quietMilliseconds) return false;
      if (control === lastControl && now - lastAt < quietMilliseconds) return false;
      lastControl = control;
      lastAt = now;
      return true;
    },
    changed: (now) => {
      changedAt = now;
    },
  };
}
