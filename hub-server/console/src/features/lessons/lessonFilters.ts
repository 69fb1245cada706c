import type { LessonMode, LinkedLessonState } from '../../api/types';
import { pageOf } from '../../components/paging';

export const lessonStates: readonly LinkedLessonState[] = ['planned', 'running', 'disturbed', 'ended', 'missed'];

export const lessonModes: readonly LessonMode[] = ['dedicated', 'dual-teacher', 'master-teacher', 'school-course'];

export const lessonsPerPage = 50;

/** What the list of lessons is narrowed to, as it stands in the address. */
export interface LessonFilters {
  q: string;
  state: LinkedLessonState | undefined;
  mode: LessonMode | undefined;
  region: string | undefined;
  school: string | undefined;
  room: string | undefined;
  teacher: string | undefined;
  /** Only those that were held and began on time. */
  onTime: boolean;
  from: string | undefined;
  to: string | undefined;
  page: number;
}

export function readFilters(search: URLSearchParams): LessonFilters {
  return {
    q: search.get('q')?.trim() ?? '',
    state: lessonStates.find((state) => state === search.get('state')),
    mode: lessonModes.find((mode) => mode === search.get('mode')),
    region: search.get('region') ?? undefined,
    school: search.get('school') ?? undefined,
    room: search.get('room') ?? undefined,
    teacher: search.get('teacher') ?? undefined,
    onTime: search.get('onTime') === 'true',
    from: dayOf(search.get('from')),
    to: dayOf(search.get('to')),
    page: pageOf(search),
  };
}

/** Only what differs from the plain list. */
export function writeFilters({ page, onTime, ...narrowing }: LessonFilters): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(narrowing)) {
    if (value !== undefined && value !== '') search.set(name, value);
  }
  if (onTime) search.set('onTime', 'true');
  if (page !== 1) search.set('page', String(page));
  return search;
}

export function isNarrowed(filters: LessonFilters): boolean {
  return writeFilters({ ...filters, page: 1 }).size > 0;
}

/** What the hub is asked: local days become moments, the last day up to its end. */
export function toQuery({ q, state, mode, region, school, room, teacher, onTime, from, to, page }: LessonFilters) {
  return {
    page,
    pageSize: lessonsPerPage,
    sort: '-plannedStart',
    ...(q === '' ? {} : { q }),
    ...(state === undefined ? {} : { state }),
    ...(mode === undefined ? {} : { mode }),
    ...(region === undefined ? {} : { region }),
    ...(school === undefined ? {} : { school }),
    ...(room === undefined ? {} : { room }),
    ...(teacher === undefined ? {} : { teacher }),
    ...(onTime ? { onTime } : {}),
    ...daysToQuery(from, to),
  };
}

export function daysToQuery(from: string | undefined, to: string | undefined): { from?: string; to?: string } {
  return {
    ...(from === undefined ? {} : { from: startOfDay(from, 0) }),
    ...(to === undefined ? {} : { to: startOfDay(to, 1) }),
  };
}

export function dayOf(text: string | null): string | undefined {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
}

function startOfDay(day: string, after: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + after).toISOString();
}
