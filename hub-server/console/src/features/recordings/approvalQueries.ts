import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import type { Visibility } from '../../api/types';

export const requestStates = ['waiting', 'accepted', 'returned'] as const;
export type ListedRequests = (typeof requestStates)[number];

export const requestsPerPage = 50;

export function useApprovalRequests(state: ListedRequests, page: number) {
  const query = { state, page, pageSize: requestsPerPage, sort: state === 'waiting' ? 'askedAt' : '-askedAt' };
  return useQuery({
    queryKey: ['approvals', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/approval-requests', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

function useAfterwards() {
  const queryClient = useQueryClient();
  return () =>
    Promise.all(
      [['approvals'], ['recordings'], ['recording'], ['home']].map((queryKey) =>
        queryClient.invalidateQueries({ queryKey }),
      ),
    );
}

export function useSetVisibility(id: string, onDone: () => void) {
  const afterwards = useAfterwards();
  return useMutation({
    mutationFn: (body: { visibility: Visibility; note: string }) =>
      ask(hub.PUT('/api/v1/recordings/{id}/visibility', { params: { path: { id } }, body })),
    onSuccess: () => {
      onDone();
      return afterwards();
    },
  });
}

export function useAcceptRequest() {
  const afterwards = useAfterwards();
  return useMutation({
    mutationFn: (id: string) => ask(hub.POST('/api/v1/approval-requests/{id}/accept', { params: { path: { id } } })),
    onSettled: afterwards,
  });
}

export function useReturnRequest(id: string, onDone: () => void) {
  const afterwards = useAfterwards();
  return useMutation({
    mutationFn: (body: { word: string }) =>
      ask(hub.POST('/api/v1/approval-requests/{id}/return', { params: { path: { id } }, body })),
    onSuccess: () => {
      onDone();
      return afterwards();
    },
  });
}
