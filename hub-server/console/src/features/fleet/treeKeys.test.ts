import { expect, test } from 'vitest';
import { treeStep } from './treeKeys';

const rows = [
  { level: 1, open: 'true' },
  { level: 2, open: 'false' },
  { level: 2, open: 'true' },
  { level: 3, open: null },
  { level: 1, open: 'false' },
];

test.each([
  [0, 'ArrowDown', { kind: 'focus', index: 1 }],
  [4, 'ArrowDown', { kind: 'focus', index: 4 }],
  [0, 'ArrowUp', { kind: 'focus', index: 0 }],
  [3, 'Home', { kind: 'focus', index: 0 }],
  [0, 'End', { kind: 'focus', index: 4 }],
  [1, 'ArrowRight', { kind: 'toggle' }],
  [2, 'ArrowRight', { kind: 'focus', index: 3 }],
  [3, 'ArrowRight', { kind: 'focus', index: 3 }],
  [3, 'ArrowLeft', { kind: 'focus', index: 2 }],
  [2, 'ArrowLeft', { kind: 'toggle' }],
  [1, 'ArrowLeft', { kind: 'focus', index: 0 }],
  [3, 'Enter', { kind: 'go' }],
  [3, 'x', undefined],
])('TreeStep_Row%d_%s', (at, key, expected) => {
  expect(treeStep(rows, at, key)).toEqual(expected);
});
