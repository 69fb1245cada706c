import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import type { RecordingState } from '../../api/types';
import { toQuery, type RecordingFilters } from './recordingFilters';

export function useRecordings(filters: RecordingFilters) {
  const query = toQuery(filters);
  return useQuery({
    queryKey: ['recordings', 'list', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/recordings', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    // While words of old recordings are noted, how many are left goes down by itself.
    refetchInterval: ({ state }) => ((state.data?.unindexed ?? 0) > 0 ? 5000 : false),
  });
}

/** The newest few of a room, or of a state. */
export function useRecentRecordings(query: { room?: string; state?: RecordingState; pageSize: number }) {
  return useQuery({
    queryKey: ['recordings', 'recent', query],
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/recordings', { params: { query: { ...query, page: 1, sort: '-startedAt' } }, signal })),
  });
}

export function useRecording(id: string) {
  return useQuery({
    queryKey: ['recording', id],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/recordings/{id}', { params: { path: { id } }, signal })),
  });
}

export function useDeleteRecording() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => ask(hub.DELETE('/api/v1/recordings/{id}', { params: { path: { id } } })),
    onSuccess: (_, id) => {
      queryClient.removeQueries({ queryKey: ['recording', id] });
      return queryClient.invalidateQueries({ queryKey: ['recordings'] });
    },
  });
}
