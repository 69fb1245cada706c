import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import type { FloorPlan } from '../../api/types';

const key = 'floorPlans';

export function useFloorPlans(school: string) {
  return useQuery({
    queryKey: [key, school],
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/schools/{id}/floor-plans', { params: { path: { id: school } }, signal })),
  });
}

/** The school's rooms: kept as the hub tells them, as every list of rooms is. */
export function useRoomsOfSchool(school: string) {
  return useQuery({
    queryKey: ['rooms', 'plans', school],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/rooms', { params: { query: { school, pageSize: 200 } }, signal })),
  });
}

/** Changes a floor of the school, and has all of them fetched again. */
export function usePlanChange<TBody, TAnswer>(
  school: string,
  send: (body: TBody) => Promise<TAnswer>,
  onDone: (answer: TAnswer) => void,
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: async (answer) => {
      await queryClient.invalidateQueries({ queryKey: [key, school] });
      onDone(answer);
    },
  });
}

export function addressOf({ id, pictureHash }: FloorPlan): string {
  return `/api/v1/floor-plans/${id}/picture?v=${pictureHash}`;
}
