import type { ListedState } from '../../api/types';

/** What the list of all devices shows, as it stands in the address. */
export interface DeviceFilters {
  q: string;
  driver: string | undefined;
  model: string | undefined;
  firmware: string | undefined;
  state: ListedState | undefined;
  school: string | undefined;
  /** Only devices that have run at least so many hours. */
  hoursFrom: number | undefined;
  sort: DeviceSort;
  page: number;
}

export const listedStates: readonly ListedState[] = ['online', 'connecting', 'offline', 'disabled', 'stale'];
/** What a page offers to narrow by; an address may hold another number. */
export const hourChoices: readonly number[] = [1_000, 5_000, 10_000, 20_000];
const mostHours = 1_000_000;
export const devicesPerPage = 50;

const sortFields = [
  'name',
  'roomName',
  'schoolName',
  'driver',
  'model',
  'firmware',
  'state',
  'since',
  'hours',
] as const;

type SortField = (typeof sortFields)[number];
export type DeviceSort = SortField | `-${SortField}`;

const usualSort: DeviceSort = 'schoolName';

export function readFilters(search: URLSearchParams): DeviceFilters {
  const page = Number(search.get('page') ?? '1');
  const state = search.get('state');
  return {
    q: search.get('q') ?? '',
    driver: search.get('driver') ?? undefined,
    model: search.get('model') ?? undefined,
    firmware: search.get('firmware') ?? undefined,
    state: listedStates.find((known) => known === state),
    school: search.get('school') ?? undefined,
    hoursFrom: hoursOf(search.get('hoursFrom')),
    sort: sortOf(search.get('sort')),
    page: Number.isInteger(page) && page >= 1 ? page : 1,
  };
}

/** Another filter starts again at the first page; another driver has other models, another model other firmware. */
export function changeFilters(filters: DeviceFilters, part: Partial<DeviceFilters>): DeviceFilters {
  return {
    ...filters,
    ...('page' in part ? {} : { page: 1 }),
    ...('driver' in part ? { model: undefined, firmware: undefined } : {}),
    ...('model' in part ? { firmware: undefined } : {}),
    ...part,
  };
}

export function writeFilters({ sort, page, ...rest }: DeviceFilters): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(rest))
    if (value !== undefined && value !== '') search.set(name, String(value));
  if (sort !== usualSort) search.set('sort', sort);
  if (page !== 1) search.set('page', String(page));
  return search;
}

/** The selection alone, as the hub takes it for a list and for a command to all of it. */
export function selectionOf({ q, driver, model, firmware, state, school, hoursFrom }: DeviceFilters) {
  return {
    ...(q === '' ? {} : { q }),
    ...(driver === undefined ? {} : { driver }),
    ...(model === undefined ? {} : { model }),
    ...(firmware === undefined ? {} : { firmware }),
    ...(state === undefined ? {} : { state }),
    ...(school === undefined ? {} : { school }),
    ...(hoursFrom === undefined ? {} : { hoursFrom }),
  };
}

export function toQuery(filters: DeviceFilters) {
  return { ...selectionOf(filters), sort: filters.sort, page: filters.page, pageSize: devicesPerPage };
}

export function isNarrowed(filters: DeviceFilters): boolean {
  return Object.keys(selectionOf(filters)).length > 0;
}

function hoursOf(text: string | null): number | undefined {
  if (text === null || !/^\d{1,7}$/.test(text)) return undefined;
  const hours = Number(text);
  return hours <= mostHours ? hours : undefined;
}

function sortOf(text: string | null): DeviceSort {
  const field = text?.startsWith('-') === true ? text.slice(1) : text;
  return sortFields.some((known) => known === field) ? (text as DeviceSort) : usualSort;
}
