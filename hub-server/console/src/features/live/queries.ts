import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';

/** Who records and who watches changes without a word of its own; so often the page asks. */
const everyMs = 5_000;

export function useLiveRooms(pageSize: number) {
  return useQuery({
    queryKey: ['live', 'list', pageSize],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/live', { params: { query: { page: 1, pageSize } }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
  });
}

export function useRoomLive(id: string) {
  return useQuery({
    queryKey: ['live', 'room', id],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/rooms/{id}/live', { params: { path: { id } }, signal })),
    refetchInterval: everyMs,
  });
}
