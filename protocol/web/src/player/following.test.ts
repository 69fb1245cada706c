import { expect, test } from 'vitest';
import { catchUp, LiveClock } from './following';

test('a viewer a little behind plays faster, one far behind jumps, one in time does nothing', () => {
  expect(catchUp(-500)).toEqual({ seek: false, rate: 1 });
  expect(catchUp(120)).toEqual({ seek: false, rate: 1 });
  expect(catchUp(200)).toEqual({ seek: false, rate: 1.05 });
  expect(catchUp(600)).toEqual({ seek: false, rate: 1.15 });
  expect(catchUp(2900)).toEqual({ seek: false, rate: 1.25 });
  expect(catchUp(3100)).toEqual({ seek: true });
});

test('between two answers the newest moment goes on with the clock', () => {
  const clock = new LiveClock();
  expect(clock.tell(0, null)).toBeNull();
  expect(clock.tell(1000, 50_000)).toBe(50_000);
  expect(clock.tell(2500, 50_000)).toBe(51_500);
  expect(clock.tell(3000, 52_000)).toBe(52_000);
  expect(clock.tell(3500, 52_600)).toBe(52_600);
});

test('a room that has stopped is not waited ahead of for ever', () => {
  const clock = new LiveClock();
  clock.tell(0, 10_000);
  for (let now = 100; now <= 5000; now += 100) clock.tell(now, 10_000);
  expect(clock.tell(5100, 10_000)).toBeLessThan(14_100);
});
