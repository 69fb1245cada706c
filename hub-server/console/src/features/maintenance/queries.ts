import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import type { MaintenanceState, MaintenanceWish } from '../../api/types';

export const perPage = 20;

const key = ['maintenance'] as const;

export function useMaintenanceWindows(page: number, state: MaintenanceState | undefined) {
  const query = { page, pageSize: perPage, ...(state === undefined ? {} : { state }) };
  return useQuery({
    queryKey: [...key, query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/maintenance-windows', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    // A window begins and ends by itself.
    refetchInterval: 30_000,
  });
}

/** What waits for somebody is another list with each change: those who wait for it are few, so all is asked again. */
function useChange<TBody>(send: (body: TBody) => Promise<unknown>, onDone: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: key });
      onDone();
    },
  });
}

export const useMakeWindow = (onDone: () => void) =>
  useChange((body: MaintenanceWish) => ask(hub.POST('/api/v1/maintenance-windows', { body })), onDone);

export const useEndWindow = (onDone: () => void) =>
  useChange(
    (id: string) => ask(hub.POST('/api/v1/maintenance-windows/{id}/end', { params: { path: { id } } })),
    onDone,
  );

export const useDeleteWindow = (onDone: () => void) =>
  useChange((id: string) => ask(hub.DELETE('/api/v1/maintenance-windows/{id}', { params: { path: { id } } })), onDone);
