import { pageOf } from '../../components/paging';
import { dayOf, daysToQuery } from '../lessons/lessonFilters';

/** What the page shows, as it stands in the address. */
export interface VisitFilters {
  list: 'notes' | 'watches';
  q: string;
  school: string | undefined;
  room: string | undefined;
  /** Local days, YYYY-MM-DD, both included. */
  from: string | undefined;
  to: string | undefined;
  /** Only the reader's own notes. */
  mine: boolean;
  page: number;
}

const perPage = 20;

/** Reads the address; what makes no sense in it is as if it were not there. */
export function readVisits(search: URLSearchParams): VisitFilters {
  return {
    list: search.get('list') === 'watches' ? 'watches' : 'notes',
    q: search.get('q')?.trim() ?? '',
    school: idOf(search.get('school')),
    room: idOf(search.get('room')),
    from: dayOf(search.get('from')),
    to: dayOf(search.get('to')),
    mine: search.get('mine') === '1',
    page: pageOf(search),
  };
}

export function writeVisits({ list, mine, page, ...narrowing }: VisitFilters): URLSearchParams {
  const search = new URLSearchParams(list === 'notes' ? {} : { list });
  for (const [name, value] of Object.entries(narrowing)) {
    if (value !== undefined && value !== '') search.set(name, value);
  }
  if (mine) search.set('mine', '1');
  if (page !== 1) search.set('page', String(page));
  return search;
}

/** A change of anything but the page goes back to the first page; another school takes its room along. */
export function changeVisits(filters: VisitFilters, change: Partial<VisitFilters>): VisitFilters {
  const room = 'school' in change && change.school !== filters.school ? { room: undefined } : {};
  return { ...filters, page: 1, ...room, ...change };
}

export function isNarrowed({ q, school, room, from, to, mine }: VisitFilters): boolean {
  return q !== '' || mine || [school, room, from, to].some((value) => value !== undefined);
}

/** What both lists are narrowed to. */
function narrowed({ q, school, room, from, to }: VisitFilters) {
  return {
    ...(q === '' ? {} : { q }),
    ...(school === undefined ? {} : { school }),
    ...(room === undefined ? {} : { room }),
    ...daysToQuery(from, to),
  };
}

/** What the hub is asked for a page of who watched. */
export function watchQuery(filters: VisitFilters) {
  return { ...narrowed(filters), page: filters.page, pageSize: perPage };
}

/** The same of notes. */
export function noteQuery(filters: VisitFilters) {
  return { ...watchQuery(filters), ...(filters.mine ? { mine: true } : {}) };
}

/** The address of all notes that match, as a table. */
export function noteTableAddress(filters: VisitFilters): string {
  const query = new URLSearchParams(
    Object.entries<string | undefined>(narrowed(filters)).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  if (filters.mine) query.set('mine', 'true');
  return `/api/v1/visit-notes.csv?${query.toString()}`;
}

function idOf(text: string | null): string | undefined {
  return text !== null && /^[0-9a-f]{32}$/.test(text) ? text : undefined;
}
