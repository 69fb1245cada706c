import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import type { RetentionWish, Visibility } from '../../api/types';

/** A rule that is not saved: what would it delete? */
export interface Trial {
  tryDays: string;
  tryPlace?: string;
  tryVisibility?: Visibility;
}

export const perPage = 20;

const key = ['retention'] as const;

export function useRetentionRules(page: number) {
  return useQuery({
    queryKey: [...key, 'rules', page],
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/retention-rules', { params: { query: { page, pageSize: perPage } }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useRetentionPreview(until: string, place: string | undefined, page: number) {
  const query = { until, page, pageSize: perPage, ...(place === undefined ? {} : { place }) };
  return useQuery({
    queryKey: [...key, 'preview', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/retention-preview', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** How much goes up to that night: as the rules are, and as they would be. Null asks nothing. */
export function useTrial(until: string, trial: Trial | { without: string } | null) {
  return useQuery({
    queryKey: [...key, 'trial', until, trial],
    enabled: trial !== null,
    queryFn: async ({ signal }) => {
      const count = (more: object) =>
        ask(hub.GET('/api/v1/retention-preview', { params: { query: { until, pageSize: 1, ...more } }, signal }));
      const [now, then] = await Promise.all([count({}), count(trial ?? {})]);
      return { now, then };
    },
  });
}

export function useSetRetentionRule(onSet: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: RetentionWish) => ask(hub.POST('/api/v1/retention-rules', { body })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: key });
      onSet();
    },
  });
}

export function useDeleteRetentionRule(onDone: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => ask(hub.DELETE('/api/v1/retention-rules/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: key });
      onDone();
    },
  });
}
