import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useWords } from '../../app/useWords';
import { Link, useNavigate } from 'react-router';
import { ask, hub } from '../../api/client';
import { QueryView } from '../../components/QueryView';
import { useProblemText } from '../../components/useProblemText';
import { GatePage } from './GatePage';
import { sessionKey } from './session';

export const shortestPassword = 10;

/** The one-time link that the hub prints at its first start: `/setup#token=…`. The part after # never leaves the browser by itself. */
export function SetupPage() {
  const { t } = useWords();
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token'));
  const setup = useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/setup', { signal })),
  });
  useEffect(() => {
    // A token left in the address bar would be left in the history too.
    if (token !== null) history.replaceState(history.state, '', location.pathname);
  }, [token]);
  return (
    <GatePage title={t('setup.title')} text={t('setup.text')}>
      <QueryView query={setup}>
        {({ open }) => {
          if (!open) return <Refusal text={t('setup.closed')} />;
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

function Refusal({ text }: { text: string }) {
  const { t } = useWords();
  return <Alert type="info" showIcon title={text} description={<Link to="/login">{t('login.title')}</Link>} />;
}

function SetupForm({ token }: { token: string }) {
  const { t } = useWords();
  const text = useProblemText();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: (values: { user: string; password: string }) =>
      ask(hub.POST('/api/v1/setup', { body: { token, user: values.user.trim(), password: values.password } })),
    onSuccess: async () => {
      queryClient.removeQueries({ queryKey: ['setup'] });
      await queryClient.resetQueries({ queryKey: sessionKey });
      await navigate('/', { replace: true });
    },
  });
  const required = { required: true, message: t('form.required') };
  return (
    <Form
      layout="vertical"
      requiredMark={false}
      onFinish={({ user, password }: { user: string; password: string }) => create.mutate({ user, password })}
    >
      <Form.Item name="user" label={t('setup.user')} rules={[{ ...required, whitespace: true }]}>
        <Input autoComplete="username" maxLength={64} />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('setup.password')}
        extra={t('setup.passwordRule', { count: shortestPassword })}
        rules={[required, { min: shortestPassword, message: t('setup.passwordRule', { count: shortestPassword }) }]}
      >
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('setup.again')}
        dependencies={['password']}
        rules={[
          required,
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === undefined || value === getFieldValue('password')
                ? Promise.resolve()
                : Promise.reject(new Error(t('setup.notSame'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
      {create.isError && <Alert type="error" showIcon title={text(create.error)} style={{ marginBottom: 16 }} />}
      <Button type="primary" htmlType="submit" block loading={create.isPending}>
        {t('setup.action')}
      </Button>
    </Form>
  );
}
