import type { LeagueOf, PeriodKind, UsageReport } from '../../api/types';
import { pageOf } from '../../components/paging';

export const periodKinds: readonly PeriodKind[] = ['day', 'week', 'month', 'quarter', 'term', 'range'];

export const leagues: readonly LeagueOf[] = ['region', 'school', 'room', 'teacher', 'subject'];

export const leagueSorts = [
  'name',
  'coverage',
  'lessons',
  'hours',
  'lessonsPerRoomWeek',
  'teachersRecorded',
  'change',
] as const;
export type LeagueSort = (typeof leagueSorts)[number];

export const rowsPerPage = 20;

/** What a report is of and how its table is sorted, as it stands in the address. */
export interface ReportFilters {
  region: string | undefined;
  school: string | undefined;
  room: string | undefined;
  teacher: string | undefined;
  period: PeriodKind;
  date: string | undefined;
  term: string | undefined;
  from: string | undefined;
  to: string | undefined;
  of: LeagueOf;
  used: boolean;
  sort: LeagueSort;
  descending: boolean;
  page: number;
}

/** Reads the address; what makes no sense in it is as if it were not there. */
export function readFilters(search: URLSearchParams): ReportFilters {
  const [from, to, term] = [dayOf(search.get('from')), dayOf(search.get('to')), idOf(search.get('term'))];
  const asked = periodKinds.find((known) => known === search.get('period')) ?? 'month';
  const whole =
    (asked === 'range' && (from === undefined || to === undefined || from > to)) ||
    (asked === 'term' && term === undefined);
  const sort = search.get('sort') ?? '-lessons';
  const field = leagueSorts.find((known) => known === sort.replace(/^-/, ''));
  return {
    region: idOf(search.get('region')),
    school: idOf(search.get('school')),
    room: idOf(search.get('room')),
    teacher: search.get('teacher')?.trim().slice(0, 200) || undefined,
    period: whole ? 'month' : asked,
    date: dayOf(search.get('date')),
    term,
    from,
    to,
    of: leagues.find((known) => known === search.get('of')) ?? 'school',
    used: search.get('used') === 'true',
    sort: field ?? 'lessons',
    descending: field === undefined || sort.startsWith('-'),
    page: pageOf(search),
  };
}

/** Only what differs from the plain report, in one order. */
export function writeFilters(filters: ReportFilters): URLSearchParams {
  const { of, used, sort, descending, page, period, ...place } = filters;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...place, ...onlyOf(filters) })) {
    if (value !== undefined && value !== '') search.set(name, value);
  }
  if (period !== 'month') search.set('period', period);
  if (of !== 'school') search.set('of', of);
  if (used) search.set('used', 'true');
  if (sort !== 'lessons' || !descending) search.set('sort', `${descending ? '-' : ''}${sort}`);
  if (page !== 1) search.set('page', String(page));
  return search;
}

/** A change of anything but the page goes back to the first page; another school leaves the room behind. */
export function changeFilters(filters: ReportFilters, change: Partial<ReportFilters>): ReportFilters {
  const room = 'school' in change && change.school !== filters.school ? { room: undefined } : {};
  return { ...filters, page: 1, ...room, ...change };
}

/** Of the days that the address may name, those that the period is made of. */
function onlyOf({ period, date, term, from, to }: ReportFilters) {
  const none = { date: undefined, term: undefined, from: undefined, to: undefined };
  if (period === 'range') return { ...none, from, to };
  return period === 'term' ? { ...none, term } : { ...none, date };
}

/** What the hub is asked of a report. */
export function reportQuery(filters: ReportFilters) {
  const { region, school, room, teacher, period } = filters;
  const given = Object.entries({ region, school, room, teacher, ...onlyOf(filters) });
  return {
    period,
    ...(Object.fromEntries(given.filter(([, value]) => value !== undefined)) as Record<string, string>),
  };
}

export function leagueQuery(filters: ReportFilters) {
  const { of, used, sort, descending, page } = filters;
  return {
    ...reportQuery(filters),
    of,
    sort: `${descending ? '-' : ''}${sort}`,
    page,
    pageSize: rowsPerPage,
    ...(used ? { used } : {}),
  };
}

export type FigureKey = UsageReport['figures'][number]['key'];

/** Where the rows behind a figure stand: the library, the linked lessons, or the report's own table. */
export function rowsOf(key: FigureKey, filters: ReportFilters, period: { from: string; to: string }): string {
  const table = (of: LeagueOf, used = false) =>
    `?${writeFilters({ ...filters, of, used, sort: 'lessons', descending: true, page: 1 }).toString()}#table`;
  const place = { region: filters.region, school: filters.school, room: filters.room, teacher: filters.teacher };
  const days = { from: period.from, to: period.to };
  switch (key) {
    case 'rooms':
      return table('room');
    case 'rooms-used':
    case 'coverage':
      return table('room', true);
    case 'teachers':
    case 'teachers-recorded':
    case 'breadth':
      return table('teacher', true);
    case 'subjects':
      return table('subject', true);
    case 'lessons':
    case 'hours':
    case 'lessons-per-room-week':
      return address('/recordings', { ...place, ...days, counted: 'true' });
    case 'linked-planned':
      return address('/lessons', { ...place, ...days });
    case 'linked-held':
    case 'linked-held-share':
    case 'linked-hours':
      return address('/lessons', { ...place, ...days, state: 'ended' });
    case 'linked-on-time':
    case 'linked-on-time-share':
      return address('/lessons', { ...place, ...days, onTime: 'true' });
  }
}

/** The recordings of one row of the table. */
export function recordingsOf(
  of: LeagueOf,
  row: { id: string; name: string; schoolId: string | null },
  filters: ReportFilters,
  period: { from: string; to: string },
): string {
  const { region, school, room, teacher } = filters;
  const narrowed = {
    region: { region: row.id },
    school: { school: row.id },
    room: { school: row.schoolId ?? undefined, room: row.id },
    teacher: { school: row.schoolId ?? undefined, teacher: row.name },
    subject: { subject: row.name },
  }[of];
  return address('/recordings', {
    region,
    school,
    room,
    teacher,
    ...narrowed,
    from: period.from,
    to: period.to,
    counted: 'true',
  });
}

function address(path: string, parameters: Record<string, string | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) search.set(name, value);
  return `${path}?${search.toString()}`;
}

export function dayOf(text: string | null): string | undefined {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
}

function idOf(text: string | null): string | undefined {
  return text !== null && /^[0-9a-f]{32}$/.test(text) ? text : undefined;
}
