import { expect, test } from 'vitest';
import { WatchedSpans } from './watchedSpans';

function shown(...positions: number[]) {
  const spans = new WatchedSpans();
  for (const position of positions) spans.moved(position);
  return spans;
}

test('what is shown in a row is one stretch', () => {
  expect(shown(4, 4.5, 5, 5, 5.5).take()).toEqual([{ fromSeconds: 4, toSeconds: 5.5 }]);
});

test('a leap, forward or back, was not watched', () => {
  expect(shown(0, 1, 60, 61, 20, 20.5).take()).toEqual([
    { fromSeconds: 0, toSeconds: 1 },
    { fromSeconds: 60, toSeconds: 61 },
    { fromSeconds: 20, toSeconds: 20.5 },
  ]);
});

test('nothing is told twice, nor less than a second', () => {
  const spans = shown(0, 0.5);
  expect(spans.take()).toEqual([]);
  spans.moved(1.5);
  expect(spans.take()).toEqual([{ fromSeconds: 0, toSeconds: 1.5 }]);
  expect(spans.take()).toEqual([]);
  spans.moved(2.5);
  expect(spans.take()).toEqual([{ fromSeconds: 1.5, toSeconds: 2.5 }]);
});
