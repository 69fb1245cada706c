import { pageOf } from '../../components/paging';
import { dayOf, daysToQuery } from '../lessons/lessonFilters';

export const actions = [
  'sign-in',
  'sign-out',
  'create',
  'change',
  'delete',
  'command',
  'play',
  'download',
  'share',
  'read',
] as const;
export type Action = (typeof actions)[number];

export const outcomes = ['done', 'refused', 'denied', 'failed'] as const;
export type Outcome = (typeof outcomes)[number];

export const kinds = [
  'account',
  'alarm',
  'audit',
  'bell-plan',
  'bulk-command',
  'chat-message',
  'device-configuration',
  'download',
  'fleet-import',
  'linked-lesson',
  'live-link',
  'pairing',
  'recording',
  'region',
  'remote-limit',
  'room',
  'room-timetable',
  'school',
  'school-timetable',
  'session',
  'special-day',
  'swap',
  'term',
  'timetable-feed',
  'timetable-import',
  'timetable-lesson',
  'token',
  'visit-note',
  'webhook',
] as const;
export type Kind = (typeof kinds)[number];

/** What the page shows, as it stands in the address. */
export interface AuditFilters {
  thing: string;
  actor: string;
  action: Action | undefined;
  outcome: Outcome | undefined;
  kind: Kind | undefined;
  school: string | undefined;
  room: string | undefined;
  /** Local days, YYYY-MM-DD, both included. */
  from: string | undefined;
  to: string | undefined;
  page: number;
}

const perPage = 50;

/** Reads the address; what makes no sense in it is as if it were not there. */
export function readAudit(search: URLSearchParams): AuditFilters {
  return {
    thing: search.get('thing')?.trim() ?? '',
    actor: search.get('actor')?.trim() ?? '',
    action: actions.find((one) => one === search.get('action')),
    outcome: outcomes.find((one) => one === search.get('outcome')),
    kind: kinds.find((one) => one === search.get('kind')),
    school: idOf(search.get('school')),
    room: idOf(search.get('room')),
    from: dayOf(search.get('from')),
    to: dayOf(search.get('to')),
    page: pageOf(search),
  };
}

export function writeAudit({ page, ...narrowing }: AuditFilters): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(narrowing)) {
    if (value !== undefined && value !== '') search.set(name, value);
  }
  if (page !== 1) search.set('page', String(page));
  return search;
}

/** A change of anything but the page goes back to the first page; another school takes its room along. */
export function changeAudit(filters: AuditFilters, change: Partial<AuditFilters>): AuditFilters {
  const room = 'school' in change && change.school !== filters.school ? { room: undefined } : {};
  return { ...filters, page: 1, ...room, ...change };
}

export function isNarrowed(filters: AuditFilters): boolean {
  return writeAudit({ ...filters, page: 1 }).size > 0;
}

/** What the hub is asked for a page. */
export function auditQuery(filters: AuditFilters) {
  return { ...narrowed(filters), page: filters.page, pageSize: perPage };
}

/** The address of all rows that match, as a file. */
export function exportAddress(filters: AuditFilters, format: 'csv' | 'jsonl'): string {
  return `/api/v1/audit/export?${new URLSearchParams({ ...narrowed(filters), format }).toString()}`;
}

function narrowed({ thing, actor, action, outcome, kind, school, room, from, to }: AuditFilters) {
  return {
    ...(thing === '' ? {} : { thing }),
    ...(actor === '' ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(kind === undefined ? {} : { kind }),
    ...(school === undefined ? {} : { school }),
    ...(room === undefined ? {} : { room }),
    ...daysToQuery(from, to),
  };
}

function idOf(text: string | null): string | undefined {
  return text !== null && /^[0-9a-f]{32}$/.test(text) ? text : undefined;
}
