import { useMemo } from 'react';
import { useMatch } from 'react-router';
import { useQuery } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';

export interface Place {
  /** The region, school or room whose page is open. */
  id: string | undefined;
  /** The nodes above it, which the tree opens. */
  path: readonly string[];
}

/** Where in the district the open page is. Asks for the nodes above with the same keys as the pages do, so once. */
export function usePlace(): Place {
  const region = useMatch('/fleet/regions/:id')?.params.id;
  const school = useMatch('/fleet/schools/:id')?.params.id;
  const room = useMatch('/rooms/:id')?.params.id;
  const roomFound = useQuery({
    queryKey: ['room', room],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/rooms/{id}', { params: { path: { id: room ?? '' } }, signal })),
    enabled: room !== undefined,
  }).data;
  const schoolFound = useQuery({
    queryKey: ['schools', 'one', school],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/schools/{id}', { params: { path: { id: school ?? '' } }, signal })),
    enabled: school !== undefined,
  }).data;
  const regionId = roomFound?.regionId ?? schoolFound?.regionId;
  const schoolId = roomFound?.schoolId;
  return useMemo(
    () => ({
      id: region ?? school ?? room,
      path: [regionId, schoolId, region, school].filter((id) => id !== undefined),
    }),
    [region, school, room, regionId, schoolId],
  );
}
