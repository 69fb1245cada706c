import { expect, test } from 'vitest';
import { changeFilters, isNarrowed, readFilters, suppressionChoices, toQuery, writeFilters } from './alarmFilters';

const school = '0'.repeat(31) + 'a';
const room = '0'.repeat(31) + 'b';

function read(address: string) {
  return readFilters(new URLSearchParams(address));
}

test('ToQuery_PlainList_AsksForTheOpenOnesNewestFirst', () => {
  expect(writeFilters(read('')).toString()).toBe('');
  expect(isNarrowed(read('sort=severity&page=3'))).toBe(false);
  expect(toQuery(read(''))).toEqual({ page: 1, pageSize: 50, sort: '-raisedAt', state: 'raised,acknowledged' });
});

test.each([
  ['waiting', { waiting: true }],
  ['cleared', { state: 'cleared' }],
  ['all', {}],
])('ToQuery_State_%s', (state, asked) => {
  const { page, pageSize, sort, ...rest } = toQuery(read(`state=${state}`));
  expect([page, pageSize, sort]).toEqual([1, 50, '-raisedAt']);
  expect(rest).toEqual(asked);
});

test('ReadFilters_WhatWasWritten_ComesBack', () => {
  const address = `q=${encodeURIComponent('一班 & "二班"')}&state=cleared&kind=lamp_hours&school=${school}&room=${room}&from=2026-11-02&to=2026-11-08&sort=-severity&page=4&alarm=${room}`;
  const filters = read(address);
  expect(filters).toMatchObject({
    show: 'cleared',
    kind: 'lamp_hours',
    school,
    room,
    sort: '-severity',
    page: 4,
    alarm: room,
  });
  expect(readFilters(writeFilters(filters))).toEqual(filters);
});

test.each(['state=gone', 'kind=../x', 'kind=A', 'school=../../x', 'from=2026-13-40', 'sort=note', 'page=0', 'alarm=1'])(
  'ReadFilters_Nonsense_%s_IsLeftOut',
  (address) => {
    expect(read(address)).toEqual(read(''));
  },
);

test('ChangeFilters_OpeningAnAlarm_StaysOnThePage', () => {
  expect(changeFilters(read(`school=${school}&page=7`), { alarm: room })).toMatchObject({
    school,
    page: 7,
    alarm: room,
  });
});

test('ChangeFilters_AnotherSchool_DropsRoomAndPage', () => {
  const changed = changeFilters(read(`school=${school}&room=${room}&page=7`), { school: room });
  expect(changed).toMatchObject({ school: room, room: undefined, page: 1 });
});

test('SuppressionChoices_InTheEvening_EndAfterAnHourOnTheNextMorningAndAfterAWeek', () => {
  const choices = suppressionChoices(new Date(2026, 10, 30, 21, 30));
  expect(choices.map(({ until }) => until)).toEqual([
    new Date(2026, 10, 30, 22, 30),
    new Date(2026, 11, 1, 8),
    new Date(2026, 11, 7, 21, 30),
  ]);
});
