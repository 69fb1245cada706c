import type { Role } from '../../api/types';
import { pageOf } from '../../components/paging';
import type { AccountListQuery } from './queries';

export const roles: readonly Role[] = [
  'system-administrator',
  'security-administrator',
  'auditor',
  'district-staff',
  'school-administrator',
  'teacher',
  'researcher',
  'installer',
  'viewer',
];

export const accountStates = ['active', 'disabled', 'invited'] as const;
export type AccountState = (typeof accountStates)[number];

/** What the list shows, as it stands in the address. */
export interface AccountFilters {
  q: string;
  role: Role | undefined;
  state: AccountState | undefined;
  school: string | undefined;
  page: number;
}

export const accountsPerPage = 50;

/** Reads the address; what makes no sense in it is as if it were not there. */
export function readAccounts(search: URLSearchParams): AccountFilters {
  const school = search.get('school') ?? '';
  return {
    q: search.get('q')?.trim() ?? '',
    role: roles.find((role) => role === search.get('role')),
    state: accountStates.find((state) => state === search.get('state')),
    school: /^[0-9a-f]{32}$/.test(school) ? school : undefined,
    page: pageOf(search),
  };
}

export function writeAccounts({ page, ...narrowing }: AccountFilters): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(narrowing)) {
    if (value !== undefined && value !== '') search.set(name, value);
  }
  if (page !== 1) search.set('page', String(page));
  return search;
}

export function accountQuery({ q, role, state, school, page }: AccountFilters): AccountListQuery {
  return {
    ...(q === '' ? {} : { q }),
    ...(role === undefined ? {} : { role }),
    ...(state === undefined ? {} : { state }),
    ...(school === undefined ? {} : { school }),
    page,
    pageSize: accountsPerPage,
  };
}

export function isNarrowed({ q, role, state, school }: AccountFilters): boolean {
  return q !== '' || role !== undefined || state !== undefined || school !== undefined;
}
