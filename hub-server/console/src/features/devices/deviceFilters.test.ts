import { expect, test } from 'vitest';
import { changeFilters, isNarrowed, readFilters, selectionOf, toQuery, writeFilters } from './deviceFilters';

const read = (search: string) => readFilters(new URLSearchParams(search));

test('Filters_WrittenAndRead_AreTheSame', () => {
  const address = 'q=EB&driver=pjlink&model=EB-2065&state=offline&sort=-hours&page=3';
  const filters = read(address);
  expect(read(writeFilters(filters).toString())).toEqual(filters);
  expect(toQuery(filters)).toEqual({
    q: 'EB',
    driver: 'pjlink',
    model: 'EB-2065',
    state: 'offline',
    sort: '-hours',
    page: 3,
    pageSize: 50,
  });
});

test('Filters_OfNonsense_AreTheUsual', () => {
  const filters = read('state=broken&sort=password&page=-1');
  expect(filters).toMatchObject({ state: undefined, sort: 'schoolName', page: 1 });
  expect(isNarrowed(filters)).toBe(false);
  expect(writeFilters(filters).toString()).toBe('');
});

test('Filters_AnotherDriver_ForgetItsModelsAndBeginAtTheFirstPage', () => {
  const changed = changeFilters(read('driver=pjlink&model=EB&firmware=1&page=4'), { driver: 'visca' });
  expect(changed).toMatchObject({ driver: 'visca', model: undefined, firmware: undefined, page: 1 });
});

test('Selection_OfAPage_IsWithoutPageAndOrder', () => {
  expect(selectionOf(read('driver=pjlink&page=4&sort=-hours'))).toEqual({ driver: 'pjlink' });
});
