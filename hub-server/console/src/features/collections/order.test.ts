import { expect, test } from 'vitest';
import { beforeAt, nextOf } from './order';

const ids = ['a', 'b', 'c', 'd'];

/** As the hub does it. */
function moved(id: string, before: string | null | undefined): string[] {
  if (before === undefined) return ids;
  const rest = ids.filter((one) => one !== id);
  rest.splice(before === null ? rest.length : rest.indexOf(before), 0, id);
  return rest;
}

test('a recording comes to stand where it was put, wherever it was', () => {
  for (const id of ids)
    for (let place = 0; place < ids.length; place++)
      expect(moved(id, beforeAt(ids, id, place)).indexOf(id), `${id} to ${place}`).toBe(place);
});

test('beyond the ends is at the ends', () => {
  expect(beforeAt(ids, 'c', -5)).toBe('a');
  expect(beforeAt(ids, 'c', 50)).toBeNull();
  expect(beforeAt(ids, 'x', 1)).toBeUndefined();
});

test('after the last comes nothing', () => {
  expect(nextOf(ids, 'a')).toBe('b');
  expect(nextOf(ids, 'd')).toBeUndefined();
  expect(nextOf(ids, 'x')).toBeUndefined();
});
