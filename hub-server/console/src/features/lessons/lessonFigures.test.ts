import { expect, test } from 'vitest';
import { minutesOf, placeSpans } from './lessonFigures';
import { isNarrowed, readFilters, toQuery, writeFilters } from './lessonFilters';

const at = (second: number) => new Date(Date.UTC(2026, 8, 1, 2, 0, second)).toISOString();

test('minutesOf_FewOrMany_AreAsPeopleCount', () => {
  expect([0, 30, 90, 599, 600, 2399].map(minutesOf)).toEqual(['0', '0.5', '1.5', '10.0', '10', '40']);
});

test('placeSpans_OpenAndClosed_FillTheLesson', () => {
  const spans = [
    { kind: 'waiting', reason: null, from: at(0), to: at(10) },
    { kind: 'interrupted', reason: 'picture_lost', from: at(10), to: null },
  ] as const;
  const placed = placeSpans(spans, Date.parse(at(0)), Date.parse(at(40)));
  expect(placed.map(({ start, width }) => [start, width])).toEqual([
    [0, 0.25],
    [0.25, 0.75],
  ]);
});

test('placeSpans_OutsideTheLesson_StayInThePicture', () => {
  const placed = placeSpans(
    [{ kind: 'in', reason: null, from: at(0), to: at(59) }],
    Date.parse(at(10)),
    Date.parse(at(20)),
  );
  expect(placed.map(({ start, width }) => [start, width])).toEqual([[0, 1]]);
});

test('lessonFilters_ReadAndWritten_AreTheSame', () => {
  const search = new URLSearchParams('q=圆&state=running&mode=dual-teacher&from=2026-09-01&page=2');
  expect(writeFilters(readFilters(search)).toString()).toBe(search.toString());
  expect(isNarrowed(readFilters(search))).toBe(true);
  const wrong = readFilters(new URLSearchParams('state=x&mode=y&from=z&page=-1'));
  expect([isNarrowed(wrong), toQuery(wrong)]).toEqual([false, { page: 1, pageSize: 50, sort: '-plannedStart' }]);
});
