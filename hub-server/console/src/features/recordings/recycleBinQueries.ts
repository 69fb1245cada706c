import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import { toQuery, type RecordingFilters } from './recordingFilters';

/** What is in the recycle bin, the last deleted first. */
export function useRecycleBin(filters: RecordingFilters) {
  const query = { ...toQuery(filters), sort: '-deletedAt' };
  return useQuery({
    queryKey: ['recordings', 'bin', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/recycle-bin', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useRestoreRecording() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => ask(hub.POST('/api/v1/recycle-bin/{id}/restore', { params: { path: { id } } })),
    onSuccess: (_, id) =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ['recording', id] }),
        queryClient.invalidateQueries({ queryKey: ['recordings'] }),
      ]),
  });
}

export function useDiscardRecording() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => ask(hub.DELETE('/api/v1/recycle-bin/{id}', { params: { path: { id } } })),
    onSuccess: (_, id) => {
      queryClient.removeQueries({ queryKey: ['recording', id] });
      return queryClient.invalidateQueries({ queryKey: ['recordings'] });
    },
  });
}
