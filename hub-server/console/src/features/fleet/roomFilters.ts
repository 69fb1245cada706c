import { pageOf } from '../../components/paging';
import type { RoomQuery } from './queries';

/** The states that a list of rooms can be narrowed to, each with what the hub is asked for. */
export const roomFilters = {
  online: { presence: 'online' },
  recording: { presence: 'online', recorder: 'recording' },
  paused: { presence: 'online', recorder: 'paused' },
  offline: { presence: 'offline' },
  silent: { silent: true },
  offlineRecording: { presence: 'offline', recorder: 'recording' },
  unenrolled: { presence: 'unenrolled' },
} as const;

export type RoomFilter = keyof typeof roomFilters;

export function roomFilterOf(search: URLSearchParams): RoomFilter | undefined {
  const state = search.get('state');
  return state !== null && Object.hasOwn(roomFilters, state) ? (state as RoomFilter) : undefined;
}

export const roomsPerPage = 50;

/** What the address asks for, as the hub's list takes it. */
export function roomQueryOf(search: URLSearchParams, school?: string): RoomQuery {
  const state = roomFilterOf(search);
  const q = search.get('q')?.trim() ?? '';
  const tag = search.get('tag') ?? '';
  return {
    page: pageOf(search),
    pageSize: roomsPerPage,
    ...(school === undefined ? {} : { school }),
    ...(state === undefined ? {} : roomFilters[state]),
    ...(tag === '' ? {} : { tag }),
    ...(q === '' ? {} : { q }),
  };
}
