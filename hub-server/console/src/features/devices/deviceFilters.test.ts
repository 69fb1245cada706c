import { expect, test } from 'vitest';
import { changeFilters, isNarrowed, readFilters, selectionOf, toQuery, writeFilters } from './deviceFilters';

const read = (search: string) => readFilters(new URLSearchParams(search));

test('Filters_WrittenAndRead_AreTheSame', () => {
  const address = 'q=EB&driver=pjlink&model=EB-2065&state=offline&hoursFrom=5000&sort=-hours&page=3';
  const filters = read(address);
  expect(read(writeFilters(filters).toString())).toEqual(filters);
  expect(toQuery(filters)).toEqual({
    q: 'EB',
    driver: 'pjlink',
    model: 'EB-2065',
    state: 'offline',
    hoursFrom: 5000,
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

test.each(['-1', '1.5', 'many', '', '1000001', '1e3', '٥'])('Hours_Of%s_NarrowNothing', (hours) => {
  const filters = readFilters(new URLSearchParams({ hoursFrom: hours }));
  expect(filters.hoursFrom).toBeUndefined();
  expect(isNarrowed(filters)).toBe(false);
});

test.each([0, 1000, 4321, 1_000_000])('Hours_Of%d_AreInTheAddressAndTheSelectionAlike', (hours) => {
  const filters = changeFilters(read('page=4'), { hoursFrom: hours });
  expect(filters.page).toBe(1);
  expect(writeFilters(filters).toString()).toBe(`hoursFrom=${hours}`);
  expect(selectionOf(filters)).toEqual({ hoursFrom: hours });
  expect(isNarrowed(filters)).toBe(true);
});

test('Selection_OfAPage_IsWithoutPageAndOrder', () => {
  expect(selectionOf(read('driver=pjlink&page=4&sort=-hours'))).toEqual({ driver: 'pjlink' });
});
