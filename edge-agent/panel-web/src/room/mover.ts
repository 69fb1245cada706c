/** Per cent of full speed, right, up and in positive; from −1 to 1. */
export interface Motion {
  pan: number;
  tilt: number;
  zoom: number;
}

export const motions = {
  up: { pan: 0, tilt: 0.5, zoom: 0 },
  down: { pan: 0, tilt: -0.5, zoom: 0 },
  left: { pan: -0.5, tilt: 0, zoom: 0 },
  right: { pan: 0.5, tilt: 0, zoom: 0 },
  in: { pan: 0, tilt: 0, zoom: 0.5 },
  out: { pan: 0, tilt: 0, zoom: -0.5 },
} as const satisfies Record<string, Motion>;

export type Direction = keyof typeof motions;

/**
 * Press and hold moves, release stops. One order at a time, so that no stop overtakes its move; a press that is over
 * before its move was sent moves nothing; a stop is always sent after a move, also when the move was not answered.
 */
export function createMover(
  move: (motion: Motion) => Promise<unknown>,
  stop: () => Promise<unknown>,
  failed: (problem: unknown) => void,
): { press: (direction: Direction) => void; release: () => void } {
  let wanted: Direction | null = null;
  let moving: Direction | null = null;
  let busy = false;

  async function follow(): Promise<void> {
    if (busy) return;
    busy = true;
    while (wanted !== moving) {
      const next: Direction | null = wanted;
      moving = next;
      try {
        await (next === null ? stop() : move(motions[next]));
      } catch (problem) {
        failed(problem);
        // A move that failed may move all the same: stop, and wait for another press.
        if (next !== null) wanted = null;
      }
    }
    busy = false;
  }

  return {
    press(direction) {
      wanted = direction;
      void follow();
    },
    release() {
      wanted = null;
      void follow();
    },
  };
}
