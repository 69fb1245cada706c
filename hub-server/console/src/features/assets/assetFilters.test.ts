import { expect, test } from 'vitest';
import { changeFilters, isNarrowed, readFilters, searchOf, toQuery, writeFilters } from './assetFilters';

const everything =
  'q=TY&kind=%E6%8A%95%E5%BD%B1&state=in-repair&school=s1&room=r1&boughtFrom=2020-01-01&boughtTo=2020-12-31&warrantyTo=2027-01-01&beyondLife=true&sort=-price&page=3';

test('Filters_InAnAddress_ComeBackAsTheyWere', () => {
  const search = writeFilters(readFilters(new URLSearchParams(everything)));
  expect([...search].sort()).toEqual([...new URLSearchParams(everything)].sort());
});

test('Filters_MadeUp_AreLeftOut', () => {
  const filters = readFilters(
    new URLSearchParams('state=lost&boughtFrom=yesterday&sort=colour&page=-1&beyondLife=maybe'),
  );
  expect(isNarrowed(filters)).toBe(false);
  expect(toQuery(filters)).toEqual({ sort: 'code', page: 1, pageSize: 50 });
});

test('Filters_OfAnotherSchool_BeginAtItsFirstPage_WithoutTheRoom', () => {
  const filters = changeFilters(readFilters(new URLSearchParams(everything)), { school: 's2' });
  expect([filters.school, filters.room, filters.page]).toEqual(['s2', undefined, 1]);
});

test('Selection_ForAFile_HasNeitherOrderNorPage', () => {
  const search = searchOf(readFilters(new URLSearchParams(everything)));
  expect([search.get('sort'), search.get('page'), search.get('beyondLife')]).toEqual([null, null, 'true']);
});
