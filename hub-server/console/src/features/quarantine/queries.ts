import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';

const quarantineKey = (room: string) => ['quarantine', room] as const;

/** Asked of the room's box each time the page is opened; a box of an older version never answers. */
export function useQuarantine(room: string, enabled: boolean) {
  return useQuery({
    queryKey: quarantineKey(room),
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/rooms/{id}/quarantine', { params: { path: { id: room } }, signal })),
    enabled,
    retry: false,
  });
}

/** Whatever came of it, the box is asked again what it keeps. */
function useItemAct(room: string, act: (itemId: string) => Promise<unknown>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () => queryClient.invalidateQueries({ queryKey: quarantineKey(room) }),
  });
}

export const useRetryItem = (room: string) =>
  useItemAct(room, (itemId) =>
    ask(hub.POST('/api/v1/rooms/{id}/quarantine/{itemId}/retry', { params: { path: { id: room, itemId } } })),
  );

export const useDeleteItem = (room: string) =>
  useItemAct(room, (itemId) =>
    ask(hub.DELETE('/api/v1/rooms/{id}/quarantine/{itemId}', { params: { path: { id: room, itemId } } })),
  );
