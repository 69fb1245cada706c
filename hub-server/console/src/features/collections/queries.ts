import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import type { CreateCollection } from '../../api/types';

export const perPage = 24;

/** So many a collection holds: one page of its recordings is all of them. */
const most = 200;

const key = ['collections'] as const;

export function useCollections(q: string, page: number) {
  return useQuery({
    queryKey: [...key, 'list', q, page],
    queryFn: ({ signal }) =>
      ask(
        hub.GET('/api/v1/collections', {
          params: { query: { page, pageSize: perPage, ...(q === '' ? {} : { q }) } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

export function useCollection(id: string) {
  return useQuery({
    queryKey: [...key, 'one', id],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/collections/{id}', { params: { path: { id } }, signal })),
  });
}

export function useCollectionItems(id: string) {
  return useQuery({
    queryKey: [...key, 'items', id],
    enabled: id !== '',
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/collections/{id}/items', { params: { path: { id }, query: { pageSize: most } }, signal })),
  });
}

function useAfterwards() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: key });
}

export function useCreateCollection() {
  const onSuccess = useAfterwards();
  return useMutation({
    mutationFn: (body: CreateCollection) => ask(hub.POST('/api/v1/collections', { body })),
    onSuccess,
  });
}

export function useChangeCollection(id: string) {
  const onSuccess = useAfterwards();
  return useMutation({
    mutationFn: (body: { name: string; description: string }) =>
      ask(hub.PATCH('/api/v1/collections/{id}', { params: { path: { id } }, body })),
    onSuccess,
  });
}

export function useDeleteCollection() {
  const onSuccess = useAfterwards();
  return useMutation({
    mutationFn: (id: string) => ask(hub.DELETE('/api/v1/collections/{id}', { params: { path: { id } } })),
    onSuccess,
  });
}

export function useAddToCollection() {
  const onSuccess = useAfterwards();
  return useMutation({
    mutationFn: ({ id, recordingIds }: { id: string; recordingIds: string[] }) =>
      ask(hub.POST('/api/v1/collections/{id}/items', { params: { path: { id } }, body: { recordingIds } })),
    onSuccess,
  });
}

export function useRemoveFromCollection(id: string) {
  const onSettled = useAfterwards();
  return useMutation({
    mutationFn: (recordingId: string) =>
      ask(hub.DELETE('/api/v1/collections/{id}/items/{recordingId}', { params: { path: { id, recordingId } } })),
    onSettled,
  });
}

/** Before another recording; null: to the end. */
export function useMoveInCollection(id: string) {
  const onSettled = useAfterwards();
  return useMutation({
    mutationFn: ({ recordingId, before }: { recordingId: string; before: string | null }) =>
      ask(
        hub.PUT('/api/v1/collections/{id}/items/{recordingId}/position', {
          params: { path: { id, recordingId } },
          body: { before },
        }),
      ),
    onSettled,
  });
}
