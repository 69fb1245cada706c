/** What a wall shows, as it stands in the address: it can be a bookmark. */
export interface WallView {
  /** Tiles at once. */
  size: WallSize;
  /** Only rooms in which a lesson is recorded, or every room. */
  lessons: boolean;
  region: string | undefined;
  school: string | undefined;
  q: string;
  /** Rooms chosen by hand; then nothing else narrows. */
  rooms: readonly string[];
  /** Which of the pages of tiles, from 1. */
  page: number;
  /** Seconds until the next page; 0: it stays. */
  every: number;
  /** The room that is shown alone. */
  large: string | undefined;
}

export type WallSize = 4 | 9 | 16;

export const wallSizes: readonly WallSize[] = [4, 9, 16];
export const rotations: readonly number[] = [0, 15, 30, 60, 120, 300];

/** Rooms that can be chosen by hand: more make an address that not every program takes. */
export const mostChosen = 48;

/** Decoders that run at once; beyond, tiles show a picture a second. */
export const mostLive = 9;

const usual = { size: 9, every: 30 } as const;

/** Reads the address; what makes no sense in it is as if it were not there. */
export function readWall(search: URLSearchParams): WallView {
  const page = Number(search.get('page') ?? '1');
  return {
    size: wallSizes.find((size) => String(size) === search.get('size')) ?? usual.size,
    lessons: search.get('show') !== 'all',
    region: idOf(search.get('region')),
    school: idOf(search.get('school')),
    q: search.get('q')?.trim().slice(0, 100) ?? '',
    rooms: [...new Set((search.get('rooms') ?? '').split(',').filter((id) => idOf(id) !== undefined))].slice(
      0,
      mostChosen,
    ),
    page: Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1,
    every: rotations.find((seconds) => String(seconds) === search.get('every')) ?? usual.every,
    large: idOf(search.get('large')),
  };
}

/** Writes the address: only what differs from the usual wall; what a later page adds to it stays. */
export function writeWall(view: WallView, before = new URLSearchParams()): URLSearchParams {
  const search = new URLSearchParams(before);
  const put = (name: string, value: string | undefined, plain?: string) => {
    if (value === undefined || value === '' || value === plain) search.delete(name);
    else search.set(name, value);
  };
  put('size', String(view.size), String(usual.size));
  put('show', view.lessons ? undefined : 'all');
  put('region', view.region);
  put('school', view.school);
  put('q', view.q);
  put('rooms', view.rooms.join(','));
  put('page', String(view.page), '1');
  put('every', String(view.every), String(usual.every));
  put('large', view.large);
  return search;
}

/** A change of what is shown begins at the first page; another region takes its school along. */
export function changeWall(view: WallView, change: Partial<WallView>): WallView {
  const turns = 'page' in change || 'large' in change || 'every' in change;
  const school = 'region' in change && !('school' in change) ? { school: undefined } : {};
  return { ...view, ...(turns ? {} : { page: 1, large: undefined }), ...school, ...change };
}

/** Whether the address is that of a screen. */
export function isKiosk(search: URLSearchParams): boolean {
  return search.get('kiosk') === '1';
}

/** The page's tiles with one in front that may be of another page. */
export function withFirst<T extends { id: string }>(rooms: readonly T[], first: T | undefined, size: number): T[] {
  if (first === undefined) return [...rooms];
  return [first, ...rooms.filter(({ id }) => id !== first.id)].slice(0, size);
}

/** Pages of tiles; at least one. */
export function pagesOf(rooms: number, size: WallSize): number {
  return Math.max(1, Math.ceil(rooms / size));
}

/** The page `by` further, round and round. */
export function turned(page: number, by: number, pages: number): number {
  return ((((page - 1 + by) % pages) + pages) % pages) + 1;
}

/** Which source a tile shows: the teacher's camera, or the next best; a microphone has no picture. */
export function tileSource<T extends { name: string; role: string }>(sources: readonly T[]): T | undefined {
  const rank = (role: string) => {
    const place = ['teacher', 'student', 'screen', 'board'].indexOf(role);
    return place < 0 ? 4 : place;
  };
  return [...sources].filter(({ role }) => role !== 'audio').sort((one, other) => rank(one.role) - rank(other.role))[0];
}

/** The loudest of a room's sounds, dB below full scale; null: it has none. */
export function loudest(sources: readonly { audioLevelDb: number | null }[]): number | null {
  const levels = sources.flatMap(({ audioLevelDb }) => (audioLevelDb === null ? [] : [audioLevelDb]));
  return levels.length === 0 ? null : Math.max(...levels);
}

function idOf(text: string | null): string | undefined {
  return text !== null && /^[0-9a-f]{32}$/.test(text) ? text : undefined;
}
