import { pageOf } from '../../components/paging';

/** What a list of alarms shows: by default all that are open. */
export const alarmShows = {
  waiting: { waiting: true },
  open: { state: 'raised,acknowledged' },
  acknowledged: { state: 'acknowledged' },
  cleared: { state: 'cleared' },
  all: {},
} as const;

export type AlarmShow = keyof typeof alarmShows;
const usualShow: AlarmShow = 'open';

/** The kinds that have words of their own; boxes may send others. */
export const alarmKinds = [
  'agent_offline',
  'agent_duplicated',
  'no_sound',
  'picture_black',
  'picture_frozen',
  'source_down',
  'disk_almost_full',
  'disk_low',
  'upload_behind',
  'clock_off',
  'clock_unknown',
  'certificate_ending',
  'store_repaired',
  'items_evicted',
  'device_down',
  'rule_met',
] as const;

export type AlarmKind = (typeof alarmKinds)[number];

/** What a list of alarms is narrowed to and how it is sorted, as it stands in the address. */
export interface AlarmFilters {
  q: string;
  show: AlarmShow;
  kind: string | undefined;
  school: string | undefined;
  room: string | undefined;
  /** Local days, YYYY-MM-DD, both included. */
  from: string | undefined;
  to: string | undefined;
  sort: AlarmSort;
  page: number;
  /** The one whose history is open beside the list. */
  alarm: string | undefined;
}

const sortFields = ['raisedAt', 'severity', 'roomName', 'occurrences'] as const;
type SortField = (typeof sortFields)[number];
export type AlarmSort = SortField | `-${SortField}`;
const usualSort: AlarmSort = '-raisedAt';

export const alarmsPerPage = 50;

/** Reads the address; what makes no sense in it is as if it were not there. */
export function readFilters(search: URLSearchParams): AlarmFilters {
  return {
    q: search.get('q')?.trim() ?? '',
    show: showOf(search.get('state')),
    kind: /^[a-z][a-z0-9_]{0,63}$/.exec(search.get('kind') ?? '')?.[0],
    school: idOf(search.get('school')),
    room: idOf(search.get('room')),
    from: dayOf(search.get('from')),
    to: dayOf(search.get('to')),
    sort: sortOf(search.get('sort')),
    page: pageOf(search),
    alarm: idOf(search.get('alarm')),
  };
}

/** Writes the address: only what differs from the plain list, in one order, so that equal lists have equal addresses. */
export function writeFilters(filters: AlarmFilters): URLSearchParams {
  const search = new URLSearchParams();
  const { show, sort, page, alarm, ...narrowing } = filters;
  for (const [name, value] of Object.entries(narrowing)) {
    if (value !== undefined && value !== '') search.set(name, value);
  }
  if (show !== usualShow) search.set('state', show);
  if (sort !== usualSort) search.set('sort', sort);
  if (page !== 1) search.set('page', String(page));
  if (alarm !== undefined) search.set('alarm', alarm);
  return search;
}

/** A change of anything but the page and the open alarm goes back to the first page; another school takes its room along. */
export function changeFilters(filters: AlarmFilters, change: Partial<AlarmFilters>): AlarmFilters {
  const room = 'school' in change && change.school !== filters.school ? { room: undefined } : {};
  const page = Object.keys(change).every((name) => name === 'alarm') ? {} : { page: 1 };
  return { ...filters, ...page, ...room, ...change };
}

export function isNarrowed({ q, show, kind, school, room, from, to }: AlarmFilters): boolean {
  return q !== '' || show !== usualShow || [kind, school, room, from, to].some((value) => value !== undefined);
}

/** What the hub is asked: local days become moments, the last day up to its end. */
export function toQuery({ q, show, kind, school, room, from, to, sort, page }: AlarmFilters) {
  return {
    page,
    pageSize: alarmsPerPage,
    sort,
    ...alarmShows[show],
    ...(q === '' ? {} : { q }),
    ...(kind === undefined ? {} : { kind }),
    ...(school === undefined ? {} : { school }),
    ...(room === undefined ? {} : { room }),
    ...(from === undefined ? {} : { from: startOfDay(from, 0) }),
    ...(to === undefined ? {} : { to: startOfDay(to, 1) }),
  };
}

/** Choices for how long nobody is called: an hour, to the next morning, a week. */
export function suppressionChoices(now: Date): { key: 'hour' | 'tomorrow' | 'week'; until: Date }[] {
  const morning = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 8);
  return [
    { key: 'hour', until: new Date(now.getTime() + 3_600_000) },
    { key: 'tomorrow', until: morning },
    { key: 'week', until: new Date(now.getTime() + 7 * 86_400_000) },
  ];
}

function showOf(text: string | null): AlarmShow {
  return text !== null && Object.hasOwn(alarmShows, text) ? (text as AlarmShow) : usualShow;
}

function startOfDay(day: string, after: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + after).toISOString();
}

function idOf(text: string | null): string | undefined {
  return text !== null && /^[0-9a-f]{32}$/.test(text) ? text : undefined;
}

function dayOf(text: string | null): string | undefined {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
}

function sortOf(text: string | null): AlarmSort {
  const field = text?.startsWith('-') === true ? text.slice(1) : text;
  return sortFields.some((known) => known === field) ? (text as AlarmSort) : usualSort;
}
