import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiError } from '../../api/ApiError';
import { ask, hub } from '../../api/client';
import { useWords } from '../../app/useWords';
import { useProblemText } from '../../components/useProblemText';
import { useRetry } from '../../components/useRetry';
import { GatePage } from './GatePage';
import { safeNext, sessionKey } from './session';
import { useLinkToken } from './useLinkToken';

/** Where a screen on a wall begins, `/screen#token=…&next=/wall?…`: it signs in by itself and shows what it is for. */
export function ScreenPage() {
  const { t } = useWords();
  const text = useProblemText();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [next] = useState(() => safeNext(new URLSearchParams(location.hash.slice(1)).get('next')));
  const token = useLinkToken();
  const { mutate, isError, error } = useMutation({
    mutationFn: (secret: string) => ask(hub.POST('/api/v1/session/screen', { body: { token: secret } })),
    onSuccess: async (session) => {
      queryClient.clear();
      queryClient.setQueryData(sessionKey, session);
      await navigate(next, { replace: true });
    },
  });
  const begin = () => {
    if (token !== null) mutate(token);
  };
  useEffect(() => {
    if (token !== null) mutate(token);
  }, [token, mutate]);
  // A hub that is still starting after the same power cut is worth waiting for; a token that is gone is not.
  useRetry(isError && !(error instanceof ApiError && error.status === 403), begin);
  return (
    <GatePage title={t('screen.title')} text={t('screen.text')}>
      {token === null && <Alert type="warning" showIcon title={t('setup.noToken')} />}
      {isError && <Alert type="error" showIcon title={text(error)} />}
    </GatePage>
  );
}
