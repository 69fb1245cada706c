import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import type { SetDownloadRule } from '../../api/types';

export const perPage = 20;

const key = ['downloadRules'] as const;

export function useDownloadRules(page: number) {
  return useQuery({
    queryKey: [...key, page],
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/download-rules', { params: { query: { page, pageSize: perPage } }, signal })),
    placeholderData: keepPreviousData,
  });
}

function useAfterwards() {
  const queryClient = useQueryClient();
  return () => Promise.all([key, ['recording']].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
}

export function useSetDownloadRule(onDone: () => void) {
  const afterwards = useAfterwards();
  return useMutation({
    mutationFn: (body: SetDownloadRule) => ask(hub.POST('/api/v1/download-rules', { body })),
    onSuccess: async () => {
      await afterwards();
      onDone();
    },
  });
}

export function useDeleteDownloadRule() {
  const onSuccess = useAfterwards();
  return useMutation({
    mutationFn: (id: string) => ask(hub.DELETE('/api/v1/download-rules/{id}', { params: { path: { id } } })),
    onSuccess,
  });
}
