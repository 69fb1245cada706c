import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import type {
  BellPlanWish,
  SchoolTimetableRules,
  SpecialDay,
  SwapWish,
  TermWish,
  TimetableImportWish,
} from '../../api/types';
import { addDays, type TimetableView } from './timetableView';

const key = 'timetable';

export function useWeek(view: TimetableView & { week: string }) {
  const query = {
    from: view.week,
    to: addDays(view.week, 6),
    ...(view.room === undefined ? { school: view.school ?? '' } : { room: view.room }),
    ...(view.teacher === undefined ? {} : { teacher: view.teacher }),
  };
  return useQuery({
    queryKey: [key, 'days', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/timetable/days', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useTeachers(school: string) {
  return useQuery({
    queryKey: [key, 'teachers', school],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/timetable/teachers', { params: { query: { school } }, signal })),
  });
}

export function useTerms(place: string) {
  return useQuery({
    queryKey: [key, 'terms', place],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/timetable/terms', { params: { query: { place } }, signal })),
  });
}

export function useSpecialDays(place: string) {
  return useQuery({
    queryKey: [key, 'special', place],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/timetable/special-days', { params: { query: { place } }, signal })),
  });
}

export function useBells(school: string) {
  return useQuery({
    queryKey: [key, 'bells', school],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/timetable/bells', { params: { query: { school } }, signal })),
  });
}

export function useSchoolSettings(id: string) {
  return useQuery({
    queryKey: [key, 'settings', id],
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/timetable/schools/{id}/settings', { params: { path: { id } }, signal })),
  });
}

export function useSwaps(school: string, page: number, pageSize: number) {
  const query = { school, page, pageSize };
  return useQuery({
    queryKey: [key, 'swaps', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/timetable/swaps', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useConflicts(school: string, term: string) {
  const query = { school, term };
  return useQuery({
    queryKey: [key, 'conflicts', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/timetable/conflicts', { params: { query }, signal })),
  });
}

export function useImports(school: string) {
  const query = { school, pageSize: 20 };
  return useQuery({
    queryKey: [key, 'imports', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/timetable/imports', { params: { query }, signal })),
  });
}

/** Whatever is changed, all that is shown of timetables may be other by it. */
function useChange<TBody, TAnswer>(send: (body: TBody) => Promise<TAnswer>, onDone?: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => {
      onDone?.();
      return queryClient.invalidateQueries({ queryKey: [key] });
    },
  });
}

export const useCreateTerm = (onDone: () => void) =>
  useChange((body: TermWish) => ask(hub.POST('/api/v1/timetable/terms', { body })), onDone);

export const useDeleteTerm = () =>
  useChange((id: string) => ask(hub.DELETE('/api/v1/timetable/terms/{id}', { params: { path: { id } } })));

export const useSetSpecialDay = (onDone: () => void) =>
  useChange((body: SpecialDay) => ask(hub.PUT('/api/v1/timetable/special-days', { body })), onDone);

export const useDeleteSpecialDay = () =>
  useChange((day: SpecialDay) => {
    const path = { placeId: day.placeId, date: day.date };
    return ask(hub.DELETE('/api/v1/timetable/special-days/{placeId}/{date}', { params: { path } }));
  });

export const useSaveBells = (id: string | undefined, onDone: () => void) =>
  useChange(
    (body: BellPlanWish) =>
      id === undefined
        ? ask(hub.POST('/api/v1/timetable/bells', { body }))
        : ask(hub.PUT('/api/v1/timetable/bells/{id}', { params: { path: { id } }, body })),
    onDone,
  );

export const useSaveSettings = (id: string) =>
  useChange((body: SchoolTimetableRules) =>
    ask(hub.PUT('/api/v1/timetable/schools/{id}/settings', { params: { path: { id } }, body })),
  );

export const useCreateSwap = (onDone: () => void) =>
  useChange((body: SwapWish) => ask(hub.POST('/api/v1/timetable/swaps', { body })), onDone);

export const useRevokeSwap = () =>
  useChange((id: string) => ask(hub.POST('/api/v1/timetable/swaps/{id}/revoke', { params: { path: { id } } })));

export const useImport = () =>
  useChange((body: TimetableImportWish) => ask(hub.POST('/api/v1/timetable/imports', { body })));

export const useUndoImport = () =>
  useChange((id: string) => ask(hub.POST('/api/v1/timetable/imports/{id}/undo', { params: { path: { id } } })));
