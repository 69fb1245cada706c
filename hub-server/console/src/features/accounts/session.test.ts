import { expect, test } from 'vitest';
import { safeNext } from './session';

test.each([
  [null, '/'],
  ['/recordings?state=recording', '/recordings?state=recording'],
  ['//evil.example', '/'],
  ['https://evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/login', '/'],
  ['javascript:alert(1)', '/'],
])('SafeNext_%s_is_%s', (next, expected) => {
  expect(safeNext(next)).toBe(expected);
});
