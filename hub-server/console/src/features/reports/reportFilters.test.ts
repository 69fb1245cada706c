import { expect, test } from 'vitest';
import {
  changeFilters,
  leagueQuery,
  readFilters,
  recordingsOf,
  reportQuery,
  rowsOf,
  writeFilters,
} from './reportFilters';

const school = 'a'.repeat(32);
const read = (text: string) => readFilters(new URLSearchParams(text));
const days = { from: '2026-11-01', to: '2026-11-30' };

test('Address_OfAnyReport_SaysItAgain', () => {
  for (const text of [
    '',
    `school=${school}&date=2026-11-23&period=quarter&of=room&used=true&sort=-hours&page=2`,
    'from=2026-09-01&to=2026-09-30&period=range',
    `teacher=%E7%8E%8B&term=${school}&period=term`,
  ])
    expect(writeFilters(read(text)).toString()).toBe(text);
});

test('Address_ThatMakesNoSense_IsThePlainReport', () => {
  for (const text of [
    'period=year',
    'period=range&from=2026-09-30&to=2026-09-01',
    'period=term',
    'sort=-id',
    'school=x',
    'page=0',
  ])
    expect([text, leagueQuery(read(text))]).toEqual([text, leagueQuery(read(''))]);
});

test('Query_OfAPeriod_HasItsOwnDaysOnly', () => {
  const text = `date=2026-11-23&from=2026-09-01&to=2026-09-30&term=${school}`;
  expect(reportQuery(read(`${text}&period=week`))).toEqual({ period: 'week', date: '2026-11-23' });
  expect(reportQuery(read(`${text}&period=range`))).toEqual({ period: 'range', from: '2026-09-01', to: '2026-09-30' });
  expect(reportQuery(read(`${text}&period=term`))).toEqual({ period: 'term', term: school });
});

test('Change_OfSchool_LeavesItsRoomBehind', () => {
  const filters = read(`school=${school}&room=${school}&page=3`);
  expect(changeFilters(filters, { school: undefined })).toMatchObject({ room: undefined, page: 1 });
  expect(changeFilters(filters, { period: 'day' })).toMatchObject({ room: school });
});

test('Figures_LeadToTheirRows', () => {
  const filters = read(`school=${school}&teacher=%E7%8E%8B`);
  expect(rowsOf('lessons', filters, days)).toBe(
    `/recordings?school=${school}&teacher=%E7%8E%8B&from=2026-11-01&to=2026-11-30&counted=true`,
  );
  expect(rowsOf('coverage', filters, days)).toBe(`?school=${school}&teacher=%E7%8E%8B&of=room&used=true#table`);
  expect(rowsOf('linked-on-time', read(''), days)).toBe('/lessons?from=2026-11-01&to=2026-11-30&onTime=true');
});

test('Rows_LeadToTheirRecordings', () => {
  const row = { id: school, name: 'A+B', schoolId: school };
  expect(recordingsOf('room', row, read(''), days)).toBe(
    `/recordings?school=${school}&room=${school}&from=2026-11-01&to=2026-11-30&counted=true`,
  );
  expect(recordingsOf('subject', row, read(''), days)).toContain('subject=A%2BB');
});
