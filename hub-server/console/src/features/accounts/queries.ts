import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import type { AccountImportWish, Assignment } from '../../api/types';

const accountsKey = ['accounts'] as const;
const ownSessionsKey = ['ownSessions'] as const;

export interface AccountListQuery {
  q?: string;
  role?: string;
  region?: string;
  school?: string;
  state?: string;
  page: number;
  pageSize: number;
}

export function useAccounts(query: AccountListQuery) {
  return useQuery({
    queryKey: [...accountsKey, query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/accounts', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useCreateAccount() {
  return useAccountChange((body: { name: string; roles: Assignment[] }) => ask(hub.POST('/api/v1/accounts', { body })));
}

export function useSetRoles(id: string, onDone: () => void) {
  return useAccountChange(
    (roles: Assignment[]) => ask(hub.PUT('/api/v1/accounts/{id}/roles', { params: { path: { id } }, body: { roles } })),
    onDone,
  );
}

export type AccountAct = 'disable' | 'enable' | 'endSessions' | 'endSecondFactor' | 'delete';

export function useAccountAct(id: string) {
  const params = { path: { id } };
  return useAccountChange((act: AccountAct) => {
    if (act === 'disable') return ask(hub.POST('/api/v1/accounts/{id}/disable', { params }));
    if (act === 'enable') return ask(hub.POST('/api/v1/accounts/{id}/enable', { params }));
    if (act === 'endSessions') return ask(hub.POST('/api/v1/accounts/{id}/end-sessions', { params }));
    if (act === 'endSecondFactor') return ask(hub.DELETE('/api/v1/accounts/{id}/second-factor', { params }));
    return ask(hub.DELETE('/api/v1/accounts/{id}', { params }));
  });
}

export function useImportAccounts() {
  return useAccountChange((body: AccountImportWish) => ask(hub.POST('/api/v1/accounts/imports', { body })));
}

export function useInvite(id: string) {
  return useAccountChange(() => ask(hub.POST('/api/v1/accounts/{id}/invitations', { params: { path: { id } } })));
}

function useAccountChange<TBody, TAnswer>(change: (body: TBody) => Promise<TAnswer>, onDone?: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: accountsKey });
      onDone?.();
    },
  });
}

export function useOwnSessions() {
  return useQuery({
    queryKey: ownSessionsKey,
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/sessions', { signal })),
  });
}

export function useEndOwnSession() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => ask(hub.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ownSessionsKey }),
  });
}
