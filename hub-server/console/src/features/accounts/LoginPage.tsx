import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useWords } from '../../app/useWords';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { ask, hub } from '../../api/client';
import { useProblemText } from '../../components/useProblemText';
import { GatePage } from './GatePage';
import { safeNext, useLogin, useSession } from './session';

export function LoginPage() {
  const { t } = useWords();
  const text = useProblemText();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const next = safeNext(search.get('next'));
  const session = useSession();
  const login = useLogin();
  const setup = useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/setup', { signal })),
  });

  if (session.data && !login.isPending) return <Navigate to={next} replace />;
  return (
    <GatePage title={t('login.title')}>
      {setup.data?.open === true && <Alert type="info" showIcon title={t('login.noAccountYet')} />}
      <Form
        layout="vertical"
        requiredMark={false}
        style={{ marginTop: 16 }}
        onFinish={(values: { user: string; password: string }) =>
          login.mutate(values, { onSuccess: () => void navigate(next, { replace: true }) })
        }
      >
        <Form.Item name="user" label={t('login.user')} rules={[{ required: true, message: t('form.required') }]}>
          <Input autoComplete="username" maxLength={64} />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('login.password')}
          rules={[{ required: true, message: t('form.required') }]}
        >
          <Input.Password autoComplete="current-password" maxLength={256} />
        </Form.Item>
        {login.isError && <Alert type="error" showIcon title={text(login.error)} style={{ marginBottom: 16 }} />}
        <Button type="primary" htmlType="submit" block loading={login.isPending}>
          {t('login.action')}
        </Button>
      </Form>
    </GatePage>
  );
}
