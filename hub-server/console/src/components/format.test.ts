import { expect, test } from 'vitest';
import { ApiError, toApiError } from '../api/ApiError';
import { formatRelative } from './format';
import { problemText } from './useProblemText';

test.each([
  ['zh-CN', -30, undefined],
  ['zh-CN', -125, '2分钟前'],
  ['zh-CN', 7_300, '2小时后'],
  ['en', -200_000, '2 days ago'],
] as const)('FormatRelative_%s_%d', (language, seconds, expected) => {
  expect(formatRelative(language, seconds)).toBe(expected);
});

const t = (key: string, values?: Record<string, string | number>) => `${key}${values ? JSON.stringify(values) : ''}`;

test('ProblemText_KnownCode_IsItsWords', () => {
  expect(problemText(t, (key) => key === 'errors.room_unknown', new ApiError(404, 'room_unknown', 'x'))).toBe(
    'errors.room_unknown',
  );
});

test('ProblemText_CodeOfTheBox_IsTheSharedWords', () => {
  const has = (key: string) => key.startsWith('shared:');
  expect(problemText(t, has, new ApiError(409, 'disk_full', 'x'))).toBe('shared:problem.disk_full');
});

test('ProblemText_UnknownCode_NamesItWithTheHubsText', () => {
  expect(problemText(t, () => false, new ApiError(400, 'new_code', 'why'))).toBe(
    'errors.unknown{"detail":"new_code: why"}',
  );
});

test('ToApiError_PageOfAProxy_IsItsStatus', () => {
  expect(toApiError(502, '<html>').code).toBe('http_502');
  expect(toApiError(409, { code: 'room_not_empty', detail: 'd', holds: { recordings: 2 } }).more['holds']).toEqual({
    recordings: 2,
  });
});
