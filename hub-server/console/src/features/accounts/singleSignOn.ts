import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import { sessionKey } from './session';

/** Sends the browser to the provider, which sends it back to {@link answerOf}'s page. */
export function useGoToProvider(next: string) {
  return useMutation({
    mutationFn: async () => {
      const { address } = await ask(hub.GET('/api/v1/single-sign-on/address', { params: { query: { next } } }));
      location.assign(address);
    },
  });
}

export interface ProviderAnswer {
  code: string;
  state: string;
  issuer: string | null;
}

/** What the provider has sent the browser back with: a code, or why there is none. */
export function answerOf(search: URLSearchParams): ProviderAnswer | { refused: string } {
  const [code, state] = [search.get('code'), search.get('state')];
  if (code === null || state === null) return { refused: search.get('error') ?? '' };
  return { code, state, issuer: search.get('iss') };
}

/** Signs in with the answer: once, since a code is good for one try. */
export function useFinishSignOn(answer: ProviderAnswer | null) {
  const queryClient = useQueryClient();
  return useQuery({
    queryKey: ['signOn', answer?.state],
    retry: false,
    staleTime: Infinity,
    queryFn:
      answer === null
        ? skipToken
        : async () => {
            const done = await ask(hub.POST('/api/v1/single-sign-on/sessions', { body: answer }));
            await queryClient.refetchQueries({ queryKey: sessionKey });
            return done.next;
          },
  });
}
