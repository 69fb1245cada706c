import { expect, test } from 'vitest';
import { changeFilters, exportAddress, isNarrowed, readFilters, toQuery, writeFilters } from './recordingFilters';

const school = '0'.repeat(31) + 'a';
const room = '0'.repeat(31) + 'b';

function read(address: string) {
  return readFilters(new URLSearchParams(address));
}

test('WriteFilters_PlainList_IsEmpty', () => {
  expect(writeFilters(read('')).toString()).toBe('');
  expect(isNarrowed(read('sort=bytes&page=3'))).toBe(false);
});

test('ReadFilters_WhatWasWritten_ComesBack', () => {
  const address = `q=${encodeURIComponent('分数 & "小数"')}&state=interrupted&school=${school}&room=${room}&teacher=${encodeURIComponent('王老师')}&subject=%E6%95%B0%E5%AD%A6&from=2026-11-02&to=2026-11-08&sort=-bytes&page=4`;
  const filters = read(address);
  expect(filters).toMatchObject({
    q: '分数 & "小数"',
    state: 'interrupted',
    school,
    room,
    teacher: '王老师',
    subject: '数学',
    sort: '-bytes',
    page: 4,
  });
  expect(toQuery(filters)).toMatchObject({ teacher: '王老师', subject: '数学' });
  expect(readFilters(writeFilters(filters))).toEqual(filters);
});

test.each(['state=gone', 'school=../../x', 'from=2026-13-40', 'from=yesterday', 'sort=password', 'page=0', 'page=1.5'])(
  'ReadFilters_Nonsense_%s_IsLeftOut',
  (address) => {
    expect(read(address)).toEqual(read(''));
  },
);

test('ChangeFilters_AnotherSchool_DropsRoomAndPage', () => {
  const changed = changeFilters(read(`school=${school}&room=${room}&page=7`), { school: room });
  expect(changed).toMatchObject({ school: room, room: undefined, page: 1 });
});

test('ChangeFilters_AnotherPage_KeepsTheRest', () => {
  expect(changeFilters(read(`school=${school}&room=${room}`), { page: 2 })).toMatchObject({ school, room, page: 2 });
});

test('ToQuery_Days_AreWholeLocalDays', () => {
  const { from, to } = toQuery(read('from=2026-11-02&to=2026-11-02'));
  expect(from).toBe(new Date(2026, 10, 2).toISOString());
  expect(to).toBe(new Date(2026, 10, 3).toISOString());
});

test('ExportAddress_NarrowsAsTheListDoes_WithoutItsPages', () => {
  const address = exportAddress(read(`q=a%20b&school=${school}&page=3&sort=bytes`), 'xlsx', 'en');
  expect(address).toBe(`/api/v1/recording-metadata?q=a+b&school=${school}&format=xlsx&language=en`);
});
