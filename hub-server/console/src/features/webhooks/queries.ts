import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import type { Scope } from '../../api/types';

const webhooksKey = ['webhooks'] as const;

export function useWebhooks(page: number) {
  return useQuery({
    queryKey: [...webhooksKey, page],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/webhooks', { params: { query: { page, pageSize: 50 } }, signal })),
  });
}

export interface NewWebhook {
  name: string;
  url: string;
  scope: Scope;
}

export function useCreateWebhook() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: NewWebhook) => ask(hub.POST('/api/v1/webhooks', { body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: webhooksKey }),
  });
}

export type WebhookAction = 'pause' | 'resume' | 'ping' | 'delete';

export function useWebhookAction(id: string) {
  const queryClient = useQueryClient();
  const params = { path: { id } };
  return useMutation({
    mutationFn: async (action: WebhookAction) => {
      if (action === 'delete') await ask(hub.DELETE('/api/v1/webhooks/{id}', { params }));
      else if (action === 'ping') await ask(hub.POST('/api/v1/webhooks/{id}/ping', { params }));
      else await ask(hub.PATCH('/api/v1/webhooks/{id}', { params, body: { paused: action === 'pause' } }));
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: webhooksKey }),
  });
}

/** The log is looked at while something is tried. */
const logEveryMs = 3_000;

export function useDeliveries(id: string, page: number) {
  return useQuery({
    queryKey: ['webhookDeliveries', id, page],
    queryFn: ({ signal }) =>
      ask(
        hub.GET('/api/v1/webhooks/{id}/deliveries', {
          params: { path: { id }, query: { page, pageSize: 20 } },
          signal,
        }),
      ),
    refetchInterval: logEveryMs,
  });
}

export function useReplay(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (deliveryId: string) =>
      ask(hub.POST('/api/v1/webhooks/{id}/deliveries/{deliveryId}/replay', { params: { path: { id, deliveryId } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['webhookDeliveries', id] }),
  });
}
