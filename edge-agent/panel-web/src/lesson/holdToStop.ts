/** Held this long, it stops at once; pressed shorter, the stop can be undone. */
export const holdMilliseconds = 1500;

/** The stop button: up, or down since a moment; `done` until the finger is lifted after it has stopped. */
export type Hold = { kind: 'up' } | { kind: 'down'; since: number } | { kind: 'done' };

export type HoldEvent =
  | { kind: 'press'; now: number }
  | { kind: 'tick'; now: number }
  | { kind: 'release'; now: number }
  /** The finger slid off, the window lost the focus, the key's control is gone. */
  | { kind: 'leave' };

/** What to do now: stop at once, or stop so that it can be undone. */
export type HoldDecision = 'stopNow' | 'stopUndoable' | null;

export const up: Hold = { kind: 'up' };

export function nextHold(hold: Hold, event: HoldEvent): { hold: Hold; decision: HoldDecision } {
  switch (event.kind) {
    case 'press':
      return { hold: hold.kind === 'up' ? { kind: 'down', since: event.now } : hold, decision: null };
    case 'leave':
      return { hold: up, decision: null };
    case 'tick':
    case 'release': {
      const over = event.kind === 'release';
      if (hold.kind !== 'down') return { hold: over ? up : hold, decision: null };
      const long = event.now - hold.since >= holdMilliseconds;
      if (long) return { hold: over ? up : { kind: 'done' }, decision: 'stopNow' };
      return over ? { hold: up, decision: 'stopUndoable' } : { hold, decision: null };
    }
  }
}

/** How much of the hold is over, 0 to 1. */
export function heldPart(hold: Hold, now: number): number {
  return hold.kind === 'down' ? Math.min(1, Math.max(0, (now - hold.since) / holdMilliseconds)) : 0;
}
