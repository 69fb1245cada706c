import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';

/** A room's day; without one, today on the school's clock. */
export function useTimeline(room: string, day: string | undefined) {
  return useQuery({
    queryKey: ['timeline', room, day],
    queryFn: ({ signal }) => {
      const query = day === undefined ? {} : { day };
      return ask(hub.GET('/api/v1/rooms/{id}/timeline', { params: { path: { id: room }, query }, signal }));
    },
    placeholderData: keepPreviousData,
    // What happens today comes from seven lists: it is asked for again, not told.
    refetchInterval: 30_000,
  });
}
