import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import { toQuery, type AlarmFilters } from './alarmFilters';

export function useAlarms(filters: AlarmFilters) {
  const query = toQuery(filters);
  return useQuery({
    queryKey: ['alarms', 'list', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/alarms', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** The newest few that wait for somebody, and how many there are. */
export function useWaitingAlarms(pageSize: number) {
  return useQuery({
    queryKey: ['alarms', 'waiting', pageSize],
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/alarms', { params: { query: { waiting: true, page: 1, pageSize } }, signal })),
  });
}

export function useOpenAlarms(room: string) {
  return useQuery({
    queryKey: ['alarms', 'open', room],
    queryFn: ({ signal }) =>
      ask(
        hub.GET('/api/v1/alarms', {
          params: { query: { room, state: 'raised,acknowledged', page: 1, pageSize: 100 } },
          signal,
        }),
      ),
  });
}

/** One alarm with what happened to it. */
export function useAlarm(id: string) {
  return useQuery({
    queryKey: ['alarm', id],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/alarms/{id}', { params: { path: { id } }, signal })),
  });
}

export type AlarmAction =
  | { action: 'acknowledge'; note: string }
  | { action: 'suppress'; until: string | null }
  | { action: 'clear'; note: string };

export function useAlarmAction(id: string, onDone?: () => void) {
  const queryClient = useQueryClient();
  const path = { id };
  return useMutation({
    mutationFn: (act: AlarmAction) => {
      switch (act.action) {
        case 'acknowledge':
          return ask(hub.POST('/api/v1/alarms/{id}/acknowledge', { params: { path }, body: { note: act.note } }));
        case 'suppress':
          return ask(hub.POST('/api/v1/alarms/{id}/suppress', { params: { path }, body: { until: act.until } }));
        case 'clear':
          return ask(hub.POST('/api/v1/alarms/{id}/clear', { params: { path }, body: { note: act.note } }));
      }
    },
    onSuccess: async (detail) => {
      queryClient.setQueryData(['alarm', id], detail);
      onDone?.();
      await queryClient.invalidateQueries({ queryKey: ['alarms'] });
    },
  });
}
