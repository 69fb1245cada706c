import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import type { auditQuery } from './auditFilters';

const stateKey = ['audit', 'state'] as const;

export function useAudit(query: ReturnType<typeof auditQuery>) {
  return useQuery({
    queryKey: ['audit', 'rows', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/audit', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** While a check runs, its progress. */
export function useAuditState(enabled = true) {
  return useQuery({
    queryKey: stateKey,
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/audit/state', { signal })),
    refetchInterval: ({ state }) => (state.data?.check?.state === 'running' ? 500 : 30_000),
    enabled,
  });
}

export function useCheck() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => ask(hub.POST('/api/v1/audit/checks')),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: stateKey }),
  });
}
