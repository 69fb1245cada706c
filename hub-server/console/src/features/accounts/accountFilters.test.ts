import { expect, test } from 'vitest';
import { accountQuery, readAccounts, writeAccounts } from './accountFilters';

const school = '0123456789abcdef0123456789abcdef';

test('Filters_WrittenAndReadAgain_AreTheSame', () => {
  const filters = { q: '王', role: 'teacher', state: 'disabled', school, page: 2 } as const;
  expect(readAccounts(writeAccounts(filters))).toEqual(filters);
});

test('Filters_ThatMakeNoSense_AreNotThere', () => {
  expect(accountQuery(readAccounts(new URLSearchParams('role=king&state=asleep&school=1&page=x')))).toEqual({
    page: 1,
    pageSize: 50,
  });
});
