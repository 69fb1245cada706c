import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import type { Alarm, Scope } from '../../api/types';
import { useNow } from '../../components/useNow';
import type { WallView } from './wallView';

/** As many as stand in one line of a screen. */
const mostShown = 3;

/** So long a wall stands still on a new alarm: a district of 300 rooms always has an old one. */
export const freshMs = 2 * 60_000;

export interface PressingAlarms {
  newest: readonly Alarm[];
  total: number;
  /** The newest that was raised a moment ago and presses. */
  fresh: Alarm | undefined;
}

/** The region or school that the wall is narrowed to. */
export function placeOf({ region, school }: Pick<WallView, 'region' | 'school'>): Scope | undefined {
  if (school !== undefined) return { kind: 'school', id: school };
  return region === undefined ? undefined : { kind: 'region', id: region };
}

/** What waits for somebody at the wall's place. */
export function usePressingAlarms({ region, school }: WallView): PressingAlarms {
  const query = {
    waiting: true,
    page: 1,
    pageSize: mostShown,
    sort: '-raisedAt',
    ...(region === undefined ? {} : { region }),
    ...(school === undefined ? {} : { school }),
  };
  const found = useQuery({
    queryKey: ['alarms', 'waiting', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/alarms', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  }).data;
  const now = useNow(5_000);
  return { newest: found?.items ?? [], total: found?.total ?? 0, fresh: freshOf(found?.items ?? [], now) };
}

export function freshOf(alarms: readonly Alarm[], now: number): Alarm | undefined {
  return alarms.find(({ severity, raisedAt }) => severity !== 'notice' && now - Date.parse(raisedAt) < freshMs);
}
