import { useQuery } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';

/** What the session should act on now, in one question. */
export function useHome() {
  return useQuery({ queryKey: ['home'], queryFn: ({ signal }) => ask(hub.GET('/api/v1/home', { signal })) });
}
