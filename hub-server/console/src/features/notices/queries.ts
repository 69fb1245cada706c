import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import type { CreatedNoticeChannel, NewNoticeChannel, NoticeChannelChange, NoticeWish } from '../../api/types';
import type { DeliveryShow } from './deliveryFilters';

const channelsKey = ['noticeChannels'] as const;
const ownKey = ['ownNotices'] as const;
const deliveriesKey = ['noticeDeliveries'] as const;

export const channelsPerPage = 50;
export const deliveriesPerPage = 50;

/** What stands in line is looked at until it is sent. */
const deliveriesEveryMs = 5_000;

export function useNoticeChannels(page: number) {
  return useQuery({
    queryKey: [...channelsKey, page],
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/notices/channels', { params: { query: { page, pageSize: channelsPerPage } }, signal })),
  });
}

/** The ways out that one may choose for one's own notices. */
export function useOfferedChannels() {
  return useQuery({
    queryKey: [...channelsKey, 'offered'],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/notices/offered', { signal })),
  });
}

export function useCreateChannel(onDone: (made: CreatedNoticeChannel) => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: NewNoticeChannel) => ask(hub.POST('/api/v1/notices/channels', { body })),
    onSuccess: async (made) => {
      await queryClient.invalidateQueries({ queryKey: channelsKey });
      onDone(made);
    },
  });
}

export function useChangeChannel(id: string, onDone?: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: NoticeChannelChange) =>
      ask(hub.PATCH('/api/v1/notices/channels/{id}', { params: { path: { id } }, body })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: channelsKey });
      onDone?.();
    },
  });
}

export function useDeleteChannel(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => ask(hub.DELETE('/api/v1/notices/channels/{id}', { params: { path: { id } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: channelsKey }),
  });
}

export function useTestChannel(id: string) {
  return useMutation({
    mutationFn: (body: { address: string; language: NoticeWish['language'] }) =>
      ask(hub.POST('/api/v1/notices/channels/{id}/test', { params: { path: { id } }, body })),
  });
}

/** What a group or a program gets. */
export function useSetChannelRule(id: string, onDone: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: NoticeWish) =>
      ask(hub.PUT('/api/v1/notices/channels/{id}/rule', { params: { path: { id } }, body })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: channelsKey });
      onDone();
    },
  });
}

export function useOwnNotices() {
  return useQuery({
    queryKey: ownKey,
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/notices/own', { signal })),
  });
}

/** Makes one's own notice, or changes the one with this id. */
export function useSaveNotice(id: string | undefined, onDone: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (body: NoticeWish) => {
      if (id === undefined) await ask(hub.POST('/api/v1/notices/own', { body }));
      else await ask(hub.PUT('/api/v1/notices/own/{id}', { params: { path: { id } }, body }));
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ownKey });
      onDone();
    },
  });
}

export function useDeleteNotice(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => ask(hub.DELETE('/api/v1/notices/own/{id}', { params: { path: { id } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ownKey }),
  });
}

export function useOwnDeliveries(page: number) {
  return useQuery({
    queryKey: [...deliveriesKey, 'own', page],
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/notices/own/deliveries', { params: { query: { page, pageSize: 10 } }, signal })),
    refetchInterval: deliveriesEveryMs,
  });
}

export function useDeliveries(show: DeliveryShow, channel: string | undefined, page: number) {
  return useQuery({
    queryKey: [...deliveriesKey, show, channel, page],
    queryFn: ({ signal }) =>
      ask(
        hub.GET('/api/v1/notices/deliveries', {
          params: {
            query: {
              page,
              pageSize: deliveriesPerPage,
              ...(show === 'all' ? {} : { state: show }),
              ...(channel === undefined ? {} : { channel }),
            },
          },
          signal,
        }),
      ),
    refetchInterval: deliveriesEveryMs,
  });
}

export function useReplayNotice() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => ask(hub.POST('/api/v1/notices/deliveries/{id}/replay', { params: { path: { id } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: deliveriesKey }),
  });
}
