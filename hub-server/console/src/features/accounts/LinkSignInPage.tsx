import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useNavigate } from 'react-router';
import { useWords } from '../../app/useWords';
import { ask, hub } from '../../api/client';
import { useProblemText } from '../../components/useProblemText';
import { GatePage } from './GatePage';
import { sessionKey } from './session';
import { useLinkToken } from './useLinkToken';

/** The one-time link that the hub's command line prints to try a role, `/sign-in#token=…`. */
export function LinkSignInPage() {
  const { t } = useWords();
  const text = useProblemText();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const token = useLinkToken();
  const signIn = useMutation({
    mutationFn: () => ask(hub.POST('/api/v1/session/link', { body: { token: token ?? '' } })),
    onSuccess: async (session) => {
      // Nothing of whoever was logged in here before may stay for the next.
      queryClient.clear();
      queryClient.setQueryData(sessionKey, session);
      await navigate('/', { replace: true });
    },
  });
  return (
    <GatePage title={t('linkSignIn.title')} text={t('linkSignIn.text')}>
      {token === null ? (
        <Alert type="warning" showIcon title={t('setup.noToken')} />
      ) : (
        <>
          {signIn.isError && <Alert type="error" showIcon title={text(signIn.error)} style={{ marginBottom: 16 }} />}
          <Button type="primary" block loading={signIn.isPending} onClick={() => signIn.mutate()}>
            {t('linkSignIn.action')}
          </Button>
        </>
      )}
    </GatePage>
  );
}
