import dayjs from 'dayjs';
import { pageOf } from '../../components/paging';

/** What the preview shows, as it stands in the address. */
export interface PreviewFilters {
  /** The last night, YYYY-MM-DD. */
  until: string;
  school: string | undefined;
  room: string | undefined;
  page: number;
}

/** So far the preview looks when nobody says otherwise. */
export const usualDays = 30;

export function usualUntil(today: Date): string {
  return dayjs(today).add(usualDays, 'day').format('YYYY-MM-DD');
}

/** Reads the address; what makes no sense in it is as if it were not there. */
export function readPreview(search: URLSearchParams, today: Date): PreviewFilters {
  const until = search.get('until') ?? '';
  const known = /^\d{4}-\d{2}-\d{2}$/.test(until) && !Number.isNaN(Date.parse(until));
  return {
    until: known && until >= dayjs(today).format('YYYY-MM-DD') ? until : usualUntil(today),
    school: idOf(search.get('school')),
    room: idOf(search.get('room')),
    page: pageOf(search),
  };
}

export function writePreview({ until, school, room, page }: PreviewFilters, today: Date): URLSearchParams {
  const search = new URLSearchParams();
  if (until !== usualUntil(today)) search.set('until', until);
  if (school !== undefined) search.set('school', school);
  if (room !== undefined) search.set('room', room);
  if (page !== 1) search.set('page', String(page));
  return search;
}

/** A change of anything but the page goes back to the first page; another school takes its room along. */
export function changePreview(filters: PreviewFilters, change: Partial<PreviewFilters>): PreviewFilters {
  const room = 'school' in change && change.school !== filters.school ? { room: undefined } : {};
  return { ...filters, page: 1, ...room, ...change };
}

function idOf(text: string | null): string | undefined {
  return text !== null && /^[0-9a-f]{32}$/.test(text) ? text : undefined;
}
