import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../../api/ApiError';
import { ask, hub } from '../../api/client';
import type { Session } from '../../api/types';

export const sessionKey = ['session'] as const;

/** Whether people may sign in at the district's identity provider; it does not change while a page is open. */
export const singleSignOnQuery = queryOptions({
  queryKey: ['singleSignOn'],
  queryFn: ({ signal }) => ask(hub.GET('/api/v1/single-sign-on', { signal })),
  staleTime: Infinity,
});

/** Who is logged in; null when nobody is. */
export function useSession() {
  return useQuery({ queryKey: sessionKey, queryFn: ({ signal }) => readSession(signal), staleTime: 5 * 60_000 });
}

async function readSession(signal: AbortSignal): Promise<Session | null> {
  try {
    return await ask(hub.GET('/api/v1/session', { signal }));
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export interface SignIn {
  user: string;
  password: string;
  /** What the phone shows, or a recovery code. */
  code?: string;
  /** A new password for one that is too old. */
  next?: string;
}

export function useLogin() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (body: SignIn) => {
      const view = await ask(hub.POST('/api/v1/session', { body }));
      await queryClient.refetchQueries({ queryKey: sessionKey });
      return view;
    },
  });
}

export function useLogout() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      if (!(await queryClient.query(singleSignOnQuery)).on) {
        await ask(hub.DELETE('/api/v1/session'));
        return;
      }
      const { address } = await ask(hub.POST('/api/v1/single-sign-on/sign-out'));
      if (address) location.assign(address);
    },
    onSuccess: () => {
      // Nothing of one person's scope may stay for the next.
      queryClient.clear();
      queryClient.setQueryData(sessionKey, null);
    },
  });
}

/** Where to go after logging in: a path of this console, never another site's address. */
export function safeNext(next: string | null): string {
  if (next === null || !next.startsWith('/') || next.startsWith('//') || next.includes('\\')) return '/';
  return /^\/(login|setup|reset-password|sign-in|screen|single-sign-on)/.test(next) ? '/' : next;
}
