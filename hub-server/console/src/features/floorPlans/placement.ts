import type { PlacedRoom } from '../../api/types';

/** Of a picture's width or height, as the hub counts. */
export const whole = 10_000;

const [step, stride] = [50, 500];

const directions: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Where an arrow key moves a room: a little, with Shift a good way; undefined for other keys. */
export function movedBy(key: string, far: boolean, room: PlacedRoom): PlacedRoom | undefined {
  const direction = directions[key];
  if (direction === undefined) return undefined;
  const by = far ? stride : step;
  return { ...room, x: within(room.x + direction[0] * by), y: within(room.y + direction[1] * by) };
}

/** Where a pointer is on the picture. */
export function pointAt(
  { clientX, clientY }: { clientX: number; clientY: number },
  picture: { left: number; top: number; width: number; height: number },
): { x: number; y: number } {
  return {
    x: within(((clientX - picture.left) / picture.width) * whole),
    y: within(((clientY - picture.top) / picture.height) * whole),
  };
}

/** Where a room stands that was put on the picture: beside those that are there already. */
export function firstPlace(placed: readonly PlacedRoom[]): { x: number; y: number } {
  for (let number = 0; ; number++) {
    const point = { x: 1_000 + (number % 5) * 2_000, y: 1_000 + (Math.floor(number / 5) % 9) * 1_000 };
    if (number >= 45 || !placed.some(({ x, y }) => Math.abs(x - point.x) < 900 && Math.abs(y - point.y) < 500))
      return point;
  }
}

function within(value: number): number {
  return Math.min(whole, Math.max(0, Math.round(value)));
}
