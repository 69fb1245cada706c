import { useQuery } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';

/** What the session should act on now, in one question. */
export function useHome() {
  return useQuery({ queryKey: ['home'], queryFn: ({ signal }) => ask(hub.GET('/api/v1/home', { signal })) });
}

/** What the hub repaired of its own files; it changes when the hub starts. */
export function useRepairs(enabled: boolean) {
  return useQuery({
    queryKey: ['store-repairs'],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/store-repairs', { signal })),
    enabled,
  });
}
