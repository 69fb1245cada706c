import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import { ApiError } from '../../api/ApiError';
import type { Download } from '../../api/types';

const everyMs = 1_000;

/** One file's download job: kept in the query cache, so that closing the dialog does not lose it. */
export function useDownload(name: readonly string[], begin: () => Promise<Download>) {
  const queryClient = useQueryClient();
  const key = ['download', ...name];
  const job = useQuery<Download | null>({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const id = queryClient.getQueryData<Download | null>(key)?.id;
      return id === undefined ? null : ask(hub.GET('/api/v1/downloads/{id}', { params: { path: { id } }, signal }));
    },
    initialData: null,
    staleTime: Infinity,
    refetchInterval: ({ state }) =>
      state.data?.state === 'queued' || state.data?.state === 'running' ? everyMs : false,
  });
  const start = useMutation({
    mutationFn: begin,
    onSuccess: (made) => queryClient.setQueryData(key, made),
  });
  const cancel = useMutation({
    mutationFn: (id: string) => ask(hub.DELETE('/api/v1/downloads/{id}', { params: { path: { id } } })),
    onSettled: () => queryClient.setQueryData(key, null),
  });
  return {
    job: job.data ?? undefined,
    start: () => start.mutate(),
    cancel: () => job.data !== null && cancel.mutate(job.data.id),
    error: start.error ?? job.error,
    isStarting: start.isPending,
  };
}

/** Why a job failed, as an error like any other. */
export function failureOf({ error }: Download): ApiError {
  return new ApiError(0, error?.code ?? 'file_failed', error?.detail ?? '');
}
