import { expect, test } from 'vitest';
import { changeOf, figureText } from './figureText';

test('Figures_AreWrittenByTheirUnit', () => {
  expect(figureText('en', 'count', 12345)).toBe('12,345');
  expect(figureText('en', 'share', 0.8765)).toBe('87.7%');
  expect(figureText('en', 'hours', 1.25)).toBe('1.3');
  expect(figureText('zh-CN', 'rate', null)).toBe('–');
});

test('Change_IsPointsOfShares_AndPercentOfOthers', () => {
  const figure = { key: 'coverage' as const, value: 0.5, before: 0.4, unit: 'share' as const, target: null };
  expect(changeOf(figure)?.kind).toBe('points');
  expect(changeOf(figure)?.by).toBeCloseTo(10);
  expect(changeOf({ ...figure, unit: 'count', value: 30, before: 20 })).toEqual({ kind: 'percent', by: 50 });
  expect(changeOf({ ...figure, unit: 'count', before: 0 })).toBeUndefined();
  expect(changeOf({ ...figure, value: null })).toBeUndefined();
});
