import { expect, test } from 'vitest';
import type { TimelineBar } from '../../api/types';
import { placeBars, ticksOf } from './timelineLayout';

const hour = 3_600_000;
const from = Date.parse('2026-09-01T00:00:00Z');
const to = from + 24 * hour;

function bar(begin: number, end: number | null): TimelineBar {
  const iso = (hours: number) => new Date(from + hours * hour).toISOString();
  return {
    id: String(begin),
    from: iso(begin),
    until: end === null ? null : iso(end),
    label: '',
    detail: '',
    state: '',
  };
}

test('PlaceBars_OfWhatReachesOverTheEdges_CutsIt', () => {
  const [before, on] = placeBars([bar(-2, 6), bar(18, null)], from, to, from + 21 * hour);
  expect([before?.start, before?.width, on?.start, on?.width]).toEqual([0, 0.25, 0.75, 0.125]);
});

test('PlaceBars_OfBarsThatOverlap_PutsThemBelowEachOther_AndUpAgain', () => {
  const bars = [bar(1, 5), bar(2, 3), bar(2, 4), bar(2, 4), bar(2, 9), bar(3, 4), bar(6, 7)];
  expect(placeBars(bars, from, to, to).map(({ lane }) => lane)).toEqual([0, 1, 2, 3, 3, 1, 0]);
});

test('PlaceBars_OfWhatGoesOnInTheFuture_IsNeverLessThanNothing', () => {
  expect(placeBars([bar(3, null)], from, to, from)[0]?.width).toBe(0);
});

test('TicksOf_EveryZoom_AreFewEnoughToBeRead', () => {
  expect([ticksOf(from, to, 1).length, ticksOf(from, to, 4).length, ticksOf(from, to, 24).length]).toEqual([8, 24, 96]);
});
