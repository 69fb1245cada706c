import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import type { LessonLayoutKind, PairingWish } from '../../api/types';
import { toQuery, type LessonFilters } from './lessonFilters';

export function useLessons(filters: LessonFilters) {
  const query = toQuery(filters);
  return useQuery({
    queryKey: ['linkedLessons', 'list', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/linked-lessons', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** Figures grow while it runs, so an open lesson is asked for again by itself. */
const openEveryMs = 5_000;

export function useLesson(id: string) {
  return useQuery({
    queryKey: ['linkedLesson', id],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/linked-lessons/{id}', { params: { path: { id } }, signal })),
    refetchInterval: (query) => (query.state.data?.open === true ? openEveryMs : false),
  });
}

export type LessonAction =
  | { action: 'end' }
  | { action: 'extend'; minutes: number }
  | { action: 'invite'; roomId: string }
  | { action: 'release'; roomId: string }
  | { action: 'floor'; roomId: string | null }
  | { action: 'layout'; kind: LessonLayoutKind; mainSource: string };

/** What the console does in a lesson that runs. */
export function useLessonAction(id: string, onDone?: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (act: LessonAction) => send(id, act),
    onSuccess: (lesson) => {
      queryClient.setQueryData(['linkedLesson', id], lesson);
      onDone?.();
      return queryClient.invalidateQueries({ queryKey: ['linkedLessons'] });
    },
  });
}

function send(id: string, act: LessonAction) {
  const params = { path: { id } };
  switch (act.action) {
    case 'end':
      return ask(hub.POST('/api/v1/linked-lessons/{id}/end', { params }));
    case 'extend':
      return ask(hub.POST('/api/v1/linked-lessons/{id}/extend', { params, body: { minutes: act.minutes } }));
    case 'invite':
      return ask(hub.POST('/api/v1/linked-lessons/{id}/rooms', { params, body: { roomId: act.roomId } }));
    case 'release':
      return ask(
        hub.DELETE('/api/v1/linked-lessons/{id}/rooms/{roomId}', { params: { path: { id, roomId: act.roomId } } }),
      );
    case 'floor':
      return ask(hub.PUT('/api/v1/linked-lessons/{id}/floor', { params, body: { roomId: act.roomId } }));
    case 'layout':
      return ask(
        hub.PUT('/api/v1/linked-lessons/{id}/layout', { params, body: { kind: act.kind, mainSource: act.mainSource } }),
      );
  }
}

export interface NewLesson {
  pairingId: string;
  title: string;
  teacher: string;
  minutes: number;
  startAt?: string;
  weeks: number;
}

export function useCreateLesson(onDone: (id: string) => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: NewLesson) => ask(hub.POST('/api/v1/linked-lessons', { body })),
    onSuccess: ({ lesson }) => {
      onDone(lesson.id);
      return queryClient.invalidateQueries({ queryKey: ['linkedLessons'] });
    },
  });
}

export function useRemoveLesson(id: string, onDone: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (series: boolean) =>
      ask(hub.DELETE('/api/v1/linked-lessons/{id}', { params: { path: { id }, query: { series } } })),
    onSuccess: () => {
      onDone();
      return queryClient.invalidateQueries({ queryKey: ['linkedLessons'] });
    },
  });
}

export function usePairings(page: number) {
  return useQuery({
    queryKey: ['pairings', page],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/pairings', { params: { query: { page, pageSize: 50 } }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** Makes a pairing, or with an id replaces it. */
export function useSavePairing(id: string | undefined, onDone: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: PairingWish) =>
      id === undefined
        ? ask(hub.POST('/api/v1/pairings', { body }))
        : ask(hub.PUT('/api/v1/pairings/{id}', { params: { path: { id } }, body })),
    onSuccess: () => {
      onDone();
      return queryClient.invalidateQueries({ queryKey: ['pairings'] });
    },
  });
}

export function useDeletePairing(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => ask(hub.DELETE('/api/v1/pairings/{id}', { params: { path: { id } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['pairings'] }),
  });
}

export type StatisticsBy = (typeof statisticsBy)[number];

export const statisticsBy = ['pairing', 'school', 'region', 'day', 'week', 'month', 'mode'] as const;

export interface StatisticsQuery {
  by: StatisticsBy;
  from?: string;
  to?: string;
}

export function useLessonStatistics(query: StatisticsQuery) {
  return useQuery({
    queryKey: ['linkedLessons', 'statistics', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/linked-lesson-statistics', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}
