import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { Link, useNavigate } from 'react-router';
import { useWords } from '../../app/useWords';
import { ask, hub } from '../../api/client';
import { QueryView } from '../../components/QueryView';
import { useProblemText } from '../../components/useProblemText';
import { GatePage } from './GatePage';
import { NewPasswordFields } from './NewPasswordFields';
import { sessionKey } from './session';
import { useLinkToken } from './useLinkToken';

/** The one-time link that the hub prints at its first start, `/setup#token=…`: the first account. */
export function SetupPage() {
  const { t } = useWords();
  const token = useLinkToken();
  const setup = useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/setup', { signal })),
  });
  return (
    <GatePage title={t('setup.title')} text={t('setup.text')}>
      <QueryView query={setup}>
        {({ open }) => {
          if (!open)
            return (
              <Alert
                type="info"
                showIcon
                title={t('setup.closed')}
                description={<Link to="/login">{t('login.title')}</Link>}
              />
            );
          return token === null ? (
            <Alert type="warning" showIcon title={t('setup.noToken')} />
          ) : (
            <SetupForm token={token} />
          );
        }}
      </QueryView>
    </GatePage>
  );
}

function SetupForm({ token }: { token: string }) {
  const { t } = useWords();
  const text = useProblemText();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: ({ user, password }: { user: string; password: string }) =>
      ask(hub.POST('/api/v1/setup', { body: { token, user: user.trim(), password } })),
    onSuccess: async () => {
      queryClient.removeQueries({ queryKey: ['setup'] });
      await queryClient.resetQueries({ queryKey: sessionKey });
      await navigate('/', { replace: true });
    },
  });
  return (
    <Form
      layout="vertical"
      requiredMark={false}
      onFinish={(values: { user: string; password: string }) => create.mutate(values)}
    >
      <Form.Item
        name="user"
        label={t('setup.user')}
        rules={[{ required: true, whitespace: true, message: t('form.required') }]}
      >
        <Input autoComplete="username" maxLength={80} />
      </Form.Item>
      <NewPasswordFields />
      {create.isError && <Alert type="error" showIcon title={text(create.error)} style={{ marginBottom: 16 }} />}
      <Button type="primary" htmlType="submit" block loading={create.isPending}>
        {t('setup.action')}
      </Button>
    </Form>
  );
}
