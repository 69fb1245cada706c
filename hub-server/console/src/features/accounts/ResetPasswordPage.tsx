import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form } from 'antd';
import { useNavigate } from 'react-router';
import { useWords } from '../../app/useWords';
import { ask, hub } from '../../api/client';
import { useProblemText } from '../../components/useProblemText';
import { GatePage } from './GatePage';
import { NewPasswordFields } from './NewPasswordFields';
import { sessionKey } from './session';
import { useLinkToken } from './useLinkToken';

/** The one-time link that the hub's command line prints for an account, `/reset-password#token=…`. */
export function ResetPasswordPage() {
  const { t } = useWords();
  const text = useProblemText();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const token = useLinkToken();
  const reset = useMutation({
    mutationFn: ({ password }: { password: string }) =>
      ask(hub.POST('/api/v1/password-resets', { body: { token: token ?? '', password } })),
    onSuccess: async () => {
      await queryClient.resetQueries({ queryKey: sessionKey });
      await navigate('/', { replace: true });
    },
  });
  return (
    <GatePage title={t('reset.title')} text={t('reset.text')}>
      {token === null ? (
        <Alert type="warning" showIcon title={t('setup.noToken')} />
      ) : (
        <Form layout="vertical" requiredMark={false} onFinish={(values: { password: string }) => reset.mutate(values)}>
          <NewPasswordFields />
          {reset.isError && <Alert type="error" showIcon title={text(reset.error)} style={{ marginBottom: 16 }} />}
          <Button type="primary" htmlType="submit" block loading={reset.isPending}>
            {t('reset.action')}
          </Button>
        </Form>
      )}
    </GatePage>
  );
}
