import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import type { StockOutcome } from '../../api/types';
import { toQuery, type AssetFilters } from './assetFilters';

export function useAssets(filters: AssetFilters) {
  const query = toQuery(filters);
  return useQuery({
    queryKey: ['assets', 'list', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/assets', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useAsset(id: string) {
  return useQuery({
    queryKey: ['assets', 'one', id],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/assets/{id}', { params: { path: { id } }, signal })),
  });
}

export function useAssetKinds() {
  return useQuery({
    queryKey: ['assets', 'kinds'],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/assets/kinds', { signal })),
    staleTime: 60_000,
  });
}

/** A change of the register: afterwards everything that shows it is asked for again, but for what is gone. */
export function useAssetChange<TValues, TResult = unknown>(
  change: (values: TValues) => Promise<TResult>,
  onDone: (result: TResult) => void,
  gone?: string,
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async (result) => {
      onDone(result);
      await queryClient.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] === 'assets' && !(gone !== undefined && queryKey.includes(gone)),
      });
    },
  });
}

/** Three beside each other, eight below each other: one sheet of A4. */
export const labelsPerSheet = 24;

export function useAssetLabels(filters: AssetFilters) {
  const query = { ...toQuery(filters), pageSize: labelsPerSheet };
  return useQuery({
    queryKey: ['assets', 'labels', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/assets/labels', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useAssetReport(query: { school?: string; months: number }) {
  return useQuery({
    queryKey: ['assets', 'report', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/assets/report', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useStockTakes(query: { open?: boolean; page: number; pageSize: number }) {
  return useQuery({
    queryKey: ['assets', 'stock-takes', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/stock-takes', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useStockTake(id: string) {
  return useQuery({
    queryKey: ['assets', 'stock-take', id],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/stock-takes/{id}', { params: { path: { id } }, signal })),
  });
}

export function useStockTakeItems(id: string, outcome: StockOutcome, page: number) {
  const query = { outcome, page, pageSize: 50 };
  return useQuery({
    queryKey: ['assets', 'stock-take-items', id, query],
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/stock-takes/{id}/items', { params: { path: { id }, query }, signal })),
    placeholderData: keepPreviousData,
  });
}
