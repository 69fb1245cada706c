import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
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
