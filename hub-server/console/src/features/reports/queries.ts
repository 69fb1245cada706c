import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import type { ExportBody, FreezeBody, UsageTargetWish } from '../../api/types';
import type { leagueQuery, reportQuery } from './reportFilters';

type Report = ReturnType<typeof reportQuery>;

export function useUsage(query: Report) {
  return useQuery({
    queryKey: ['usage', 'report', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/usage', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useUsageSeries(query: Report) {
  return useQuery({
    queryKey: ['usage', 'series', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/usage/series', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useLeague(query: ReturnType<typeof leagueQuery>) {
  return useQuery({
    queryKey: ['usage', 'league', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/usage/league', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

const exportsKey = ['report-exports'] as const;
const targetsKey = ['usage-targets'] as const;
const frozenKey = ['frozen-reports'] as const;

/** The session's files; looked at again while one is being made. */
export function useExports(page: number) {
  return useQuery({
    queryKey: [...exportsKey, page],
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/report-exports', { params: { query: { page, pageSize: 20 } }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.items.some((file) => file.state === 'queued' || file.state === 'running') === true ? 500 : false,
  });
}

export function useMakeExport(onMade: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: ExportBody) => ask(hub.POST('/api/v1/report-exports', { body })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: exportsKey });
      onMade();
    },
  });
}

export function useRemoveExport() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => ask(hub.DELETE('/api/v1/report-exports/{id}', { params: { path: { id } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: exportsKey }),
  });
}

export function useTargets(page: number) {
  return useQuery({
    queryKey: [...targetsKey, page],
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/usage-targets', { params: { query: { page, pageSize: 20 } }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useSetTarget(onSet: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: UsageTargetWish) => ask(hub.POST('/api/v1/usage-targets', { body })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: targetsKey });
      onSet();
    },
  });
}

export function useRemoveTarget() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => ask(hub.DELETE('/api/v1/usage-targets/{id}', { params: { path: { id } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: targetsKey }),
  });
}

export function useFrozenReports(page: number) {
  return useQuery({
    queryKey: [...frozenKey, 'list', page],
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/frozen-reports', { params: { query: { page, pageSize: 20 } }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useFrozenReport(id: string) {
  return useQuery({
    queryKey: [...frozenKey, 'one', id],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/frozen-reports/{id}', { params: { path: { id } }, signal })),
  });
}

export function useFrozenDifference(id: string) {
  return useQuery({
    queryKey: [...frozenKey, 'difference', id],
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/frozen-reports/{id}/difference', { params: { path: { id } }, signal })),
  });
}

export function useFreeze(onFrozen: (id: string) => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: FreezeBody) => ask(hub.POST('/api/v1/frozen-reports', { body })),
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: frozenKey });
      onFrozen(id);
    },
  });
}
