import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
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
