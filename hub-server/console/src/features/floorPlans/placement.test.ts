import { expect, test } from 'vitest';
import { firstPlace, movedBy, pointAt } from './placement';

const room = { roomId: 'r', x: 20, y: 5_000 };

test('MovedBy_AnArrow_MovesALittle_AndNeverOffThePicture', () => {
  expect(movedBy('ArrowRight', false, room)).toEqual({ roomId: 'r', x: 70, y: 5_000 });
  expect(movedBy('ArrowUp', true, room)).toEqual({ roomId: 'r', x: 20, y: 4_500 });
  expect(movedBy('ArrowLeft', false, room)?.x).toBe(0);
  expect(movedBy('Enter', false, room)).toBeUndefined();
});

test('PointAt_OnAndBesideThePicture_IsOnIt', () => {
  const picture = { left: 100, top: 50, width: 400, height: 200 };
  expect(pointAt({ clientX: 300, clientY: 100 }, picture)).toEqual({ x: 5_000, y: 2_500 });
  expect(pointAt({ clientX: 0, clientY: 999 }, picture)).toEqual({ x: 0, y: 10_000 });
});

test('FirstPlace_OfManyRooms_IsFreeForEach', () => {
  const placed: { roomId: string; x: number; y: number }[] = [];
  for (let number = 0; number < 45; number++) placed.push({ roomId: String(number), ...firstPlace(placed) });
  expect(new Set(placed.map(({ x, y }) => `${x}/${y}`)).size).toBe(45);
  expect(firstPlace(placed)).toBeDefined();
});
