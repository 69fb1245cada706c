import type { AssetState } from '../../api/types';

/** What the register shows, as it stands in the address. */
export interface AssetFilters {
  q: string;
  kind: string | undefined;
  state: AssetState | undefined;
  school: string | undefined;
  room: string | undefined;
  boughtFrom: string | undefined;
  boughtTo: string | undefined;
  warrantyFrom: string | undefined;
  warrantyTo: string | undefined;
  beyondLife: boolean;
  sort: AssetSort;
  page: number;
}

export const assetStates: readonly AssetState[] = ['in-use', 'in-store', 'in-repair', 'scrapped'];
export const assetsPerPage = 50;

const sortFields = [
  'code',
  'name',
  'kind',
  'boughtOn',
  'price',
  'warrantyUntil',
  'schoolName',
  'state',
  'hours',
] as const;

type SortField = (typeof sortFields)[number];
export type AssetSort = SortField | `-${SortField}`;

const usualSort: AssetSort = 'code';

export function readFilters(search: URLSearchParams): AssetFilters {
  const page = Number(search.get('page') ?? '1');
  const state = search.get('state');
  const day = (name: string) => {
    const text = search.get(name);
    return text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined;
  };
  return {
    q: search.get('q') ?? '',
    kind: search.get('kind') ?? undefined,
    state: assetStates.find((known) => known === state),
    school: search.get('school') ?? undefined,
    room: search.get('room') ?? undefined,
    boughtFrom: day('boughtFrom'),
    boughtTo: day('boughtTo'),
    warrantyFrom: day('warrantyFrom'),
    warrantyTo: day('warrantyTo'),
    beyondLife: search.get('beyondLife') === 'true',
    sort: sortOf(search.get('sort')),
    page: Number.isInteger(page) && page >= 1 ? page : 1,
  };
}

/** Another filter starts again at the first page; another school has other rooms. */
export function changeFilters(filters: AssetFilters, part: Partial<AssetFilters>): AssetFilters {
  return {
    ...filters,
    ...('page' in part ? {} : { page: 1 }),
    ...('school' in part ? { room: undefined } : {}),
    ...part,
  };
}

/** The selection alone, as the hub takes it for a list, a file and labels. */
export function selectionOf(filters: AssetFilters) {
  const { q, kind, state, school, room, boughtFrom, boughtTo, warrantyFrom, warrantyTo, beyondLife } = filters;
  return {
    ...(q === '' ? {} : { q }),
    ...(kind === undefined ? {} : { kind }),
    ...(state === undefined ? {} : { state }),
    ...(school === undefined ? {} : { school }),
    ...(room === undefined ? {} : { room }),
    ...(boughtFrom === undefined ? {} : { boughtFrom }),
    ...(boughtTo === undefined ? {} : { boughtTo }),
    ...(warrantyFrom === undefined ? {} : { warrantyFrom }),
    ...(warrantyTo === undefined ? {} : { warrantyTo }),
    ...(beyondLife ? { beyondLife } : {}),
  };
}

export function writeFilters(filters: AssetFilters): URLSearchParams {
  const search = searchOf(filters);
  if (filters.sort !== usualSort) search.set('sort', filters.sort);
  if (filters.page !== 1) search.set('page', String(filters.page));
  return search;
}

/** The selection in an address. */
export function searchOf(filters: AssetFilters): URLSearchParams {
  return new URLSearchParams(Object.entries(selectionOf(filters)).map(([name, value]) => [name, String(value)]));
}

export function toQuery(filters: AssetFilters) {
  return { ...selectionOf(filters), sort: filters.sort, page: filters.page, pageSize: assetsPerPage };
}

export function isNarrowed(filters: AssetFilters): boolean {
  return Object.keys(selectionOf(filters)).length > 0;
}

function sortOf(text: string | null): AssetSort {
  const field = text?.startsWith('-') === true ? text.slice(1) : text;
  return sortFields.some((known) => known === field) ? (text as AssetSort) : usualSort;
}
