import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';

export interface VisitQuery {
  room?: string;
  school?: string;
  recording?: string;
  mine?: boolean;
  q?: string;
  from?: string;
  to?: string;
  page: number;
  pageSize: number;
}

/** Who watches changes without a word of its own. */
const everyMs = 15_000;

export function useVisitNotes(query: VisitQuery) {
  return useQuery({
    queryKey: ['visitNotes', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/visit-notes', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useWatches(query: Omit<VisitQuery, 'recording' | 'mine'>) {
  return useQuery({
    queryKey: ['watches', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/watches', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
  });
}

/** The box takes a picture of now; that may last some seconds. */
export function useBeginNote() {
  return useMutation({
    mutationFn: (body: { roomId: string; source: string | null }) => ask(hub.POST('/api/v1/visit-notes', { body })),
  });
}

export function useSaveNote() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, text }: { id: string; text: string }) =>
      ask(hub.PATCH('/api/v1/visit-notes/{id}', { params: { path: { id } }, body: { text } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['visitNotes'] }),
  });
}

export function useDeleteNote() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => ask(hub.DELETE('/api/v1/visit-notes/{id}', { params: { path: { id } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['visitNotes'] }),
  });
}
