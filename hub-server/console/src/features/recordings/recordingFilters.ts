import { pageOf } from '../../components/paging';
import type { RecordingState, Visibility } from '../../api/types';

/** What a list of recordings is narrowed to and how it is sorted, as it stands in the address. */
export interface RecordingFilters {
  q: string;
  state: RecordingState | undefined;
  visibility: Visibility | undefined;
  approval: ApprovalState | undefined;
  region: string | undefined;
  school: string | undefined;
  room: string | undefined;
  /** Exactly these, as the rows' links say them. */
  teacher: string | undefined;
  subject: string | undefined;
  /** Only those that reports count. */
  counted: boolean;
  /** Local days, YYYY-MM-DD, both included. */
  from: string | undefined;
  to: string | undefined;
  sort: RecordingSort;
  page: number;
}

export const recordingStates: RecordingState[] = ['recording', 'uploading', 'complete', 'interrupted', 'failed'];

export const approvalStates = ['waiting', 'returned'] as const;
export type ApprovalState = (typeof approvalStates)[number];

export const visibilities: Visibility[] = ['room', 'school', 'district', 'public'];

const sortFields = ['startedAt', 'durationSeconds', 'bytes', 'title'] as const;
type SortField = (typeof sortFields)[number];
export type RecordingSort = SortField | `-${SortField}`;
const usualSort: RecordingSort = '-startedAt';

export const recordingsPerPage = 50;

/** Reads the address; what makes no sense in it is as if it were not there. */
export function readFilters(search: URLSearchParams): RecordingFilters {
  return {
    q: search.get('q')?.trim() ?? '',
    state: recordingStates.find((state) => state === search.get('state')),
    visibility: visibilities.find((visibility) => visibility === search.get('visibility')),
    approval: approvalStates.find((approval) => approval === search.get('approval')),
    region: idOf(search.get('region')),
    school: idOf(search.get('school')),
    room: idOf(search.get('room')),
    teacher: nameOf(search.get('teacher')),
    subject: nameOf(search.get('subject')),
    counted: search.get('counted') === 'true',
    from: dayOf(search.get('from')),
    to: dayOf(search.get('to')),
    sort: sortOf(search.get('sort')),
    page: pageOf(search),
  };
}

/** Writes the address: only what differs from the plain list, in one order, so that equal lists have equal addresses. */
export function writeFilters(filters: RecordingFilters): URLSearchParams {
  const search = new URLSearchParams();
  const { sort, page, counted, ...narrowing } = filters;
  for (const [name, value] of Object.entries(narrowing)) {
    if (value !== undefined && value !== '') search.set(name, value);
  }
  if (counted) search.set('counted', 'true');
  if (sort !== usualSort) search.set('sort', sort);
  if (page !== 1) search.set('page', String(page));
  return search;
}

/** A change of anything but the page goes back to the first page; another school takes its room along. */
export function changeFilters(filters: RecordingFilters, change: Partial<RecordingFilters>): RecordingFilters {
  const room = 'school' in change && change.school !== filters.school ? { room: undefined } : {};
  return { ...filters, page: 1, ...room, ...change };
}

export function isNarrowed(filters: RecordingFilters): boolean {
  return writeFilters({ ...filters, sort: usualSort, page: 1 }).size > 0;
}

/** What the hub is asked: local days become moments, the last day up to its end. */
export function toQuery(filters: RecordingFilters) {
  const { q, state, visibility, approval, region, school, room, teacher, subject, counted, from, to, sort, page } =
    filters;
  return {
    page,
    pageSize: recordingsPerPage,
    sort,
    ...(q === '' ? {} : { q }),
    ...(state === undefined ? {} : { state }),
    ...(visibility === undefined ? {} : { visibility }),
    ...(approval === undefined ? {} : { approval }),
    ...(region === undefined ? {} : { region }),
    ...(school === undefined ? {} : { school }),
    ...(room === undefined ? {} : { room }),
    ...(teacher === undefined ? {} : { teacher }),
    ...(subject === undefined ? {} : { subject }),
    ...(counted ? { counted } : {}),
    ...(from === undefined ? {} : { from: startOfDay(from, 0) }),
    ...(to === undefined ? {} : { to: startOfDay(to, 1) }),
  };
}

/** Where the hub makes a table of the list: the same narrowing, all pages. */
export function exportAddress(filters: RecordingFilters, format: 'csv' | 'xlsx', language: 'zh' | 'en'): string {
  const narrowing = Object.entries(toQuery(filters)).filter(([name]) => !['page', 'pageSize', 'sort'].includes(name));
  const query = new URLSearchParams(narrowing.map(([name, value]) => [name, String(value)]));
  query.set('format', format);
  query.set('language', language);
  return `/api/v1/recording-metadata?${query.toString()}`;
}

function startOfDay(day: string, after: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + after).toISOString();
}

function idOf(text: string | null): string | undefined {
  return text !== null && /^[0-9a-f]{32}$/.test(text) ? text : undefined;
}

function nameOf(text: string | null): string | undefined {
  const name = text?.trim().slice(0, 200) ?? '';
  return name === '' ? undefined : name;
}

function dayOf(text: string | null): string | undefined {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
}

function sortOf(text: string | null): RecordingSort {
  const field = text?.startsWith('-') === true ? text.slice(1) : text;
  return sortFields.some((known) => known === field) ? (text as RecordingSort) : usualSort;
}
