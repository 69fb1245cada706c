import { expect, test } from 'vitest';
import { changePreview, readPreview, writePreview } from './retentionFilters';

const today = new Date(2027, 2, 10);
const school = '0'.repeat(32);

test('an address without anything shows the next thirty days', () => {
  const filters = readPreview(new URLSearchParams(), today);
  expect(filters).toEqual({ until: '2027-04-09', school: undefined, room: undefined, page: 1 });
  expect(writePreview(filters, today).toString()).toBe('');
});

test('what is looked at stands in the address and is read back', () => {
  const filters = changePreview(readPreview(new URLSearchParams('page=3'), today), { until: '2028-01-01', school });
  expect(filters.page).toBe(1);
  expect(readPreview(writePreview(filters, today), today)).toEqual(filters);
});

test('days that are over, and what is none, are as if they were not there', () => {
  for (const until of ['2027-03-09', 'x', '2027-99-99']) {
    expect(readPreview(new URLSearchParams({ until, school: 'x' }), today).until).toBe('2027-04-09');
  }
});

test('another school takes its room along', () => {
  const filters = { until: '2027-04-09', school, room: '1'.repeat(32), page: 2 };
  expect(changePreview(filters, { school: undefined }).room).toBeUndefined();
  expect(changePreview(filters, { page: 3 }).room).toBe('1'.repeat(32));
});
