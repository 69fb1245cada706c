import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/ApiError';
import { sessionKey } from '../features/accounts/session';

/** Errors that the hub has decided on are final; a line that is down or a hub that restarts is worth two more tries. */
export function worthRetrying(failures: number, error: Error): boolean {
  if (failures >= 2) return false;
  return !(error instanceof ApiError) || error.status === 0 || error.status >= 500;
}

export function createQueryClient(): QueryClient {
  // A session that ended anywhere is over everywhere: the shell then asks for a new one.
  const onError = (error: Error) => {
    if (error instanceof ApiError && error.status === 401 && error.code !== 'sign_in_wrong')
      client.setQueryData(sessionKey, null);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: { queries: { staleTime: 15_000, retry: worthRetrying } },
  });
  return client;
}
