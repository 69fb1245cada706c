import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import type { Room } from '../../api/types';
import type { WallView } from './wallView';

/** One page of tiles. */
export interface WallRooms {
  rooms: readonly Room[];
  /** Rooms on all pages. */
  total: number;
  loading: boolean;
  error: Error | null;
  retry: () => void;
}

/** The rooms of the page; never more are loaded than are shown. */
export function useWallRooms(view: WallView): WallRooms {
  const chosen = useChosenRooms(view);
  const found = useFoundRooms(view);
  return view.rooms.length > 0 ? chosen : found;
}

/** A room that may not be on the page; none is asked for while there is no id. */
export function useOneRoom(id: string | undefined): Room | undefined {
  return useQuery({
    queryKey: ['room', id],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/rooms/{id}', { params: { path: { id: id ?? '' } }, signal })),
    enabled: id !== undefined,
  }).data;
}

function useFoundRooms({ size, lessons, region, school, q, page, rooms }: WallView): WallRooms {
  const query = {
    page,
    pageSize: size,
    sort: 'schoolName',
    ...(lessons ? { presence: 'online', recorder: 'recording' } : {}),
    ...(region === undefined ? {} : { region }),
    ...(school === undefined ? {} : { school }),
    ...(q === '' ? {} : { q }),
  };
  const found = useQuery({
    queryKey: ['rooms', 'wall', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/rooms', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    enabled: rooms.length === 0,
  });
  return {
    rooms: found.data?.items ?? [],
    total: found.data?.total ?? 0,
    loading: found.isPending,
    error: found.data === undefined ? found.error : null,
    retry: () => void found.refetch(),
  };
}

/** A room that is gone, or is not the reader's to see any more, leaves its place. */
function useChosenRooms({ rooms, size, page }: WallView): WallRooms {
  const shown = rooms.slice((page - 1) * size, page * size);
  const asked = useQueries({
    queries: shown.map((id) => ({
      queryKey: ['room', id],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        ask(hub.GET('/api/v1/rooms/{id}', { params: { path: { id } }, signal })),
    })),
  });
  return {
    rooms: asked.flatMap(({ data }) => (data === undefined ? [] : [data])),
    total: rooms.length,
    loading: asked.length > 0 && asked.every(({ isPending }) => isPending),
    error: asked.length > 0 && asked.every(({ isError }) => isError) ? (asked[0]?.error ?? null) : null,
    retry: () => asked.forEach((one) => void one.refetch()),
  };
}
