import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Divider, Form, Input } from 'antd';
import { useState } from 'react';
import { useWords } from '../../app/useWords';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { ApiError } from '../../api/ApiError';
import { ask, hub } from '../../api/client';
import { useProblemText } from '../../components/useProblemText';
import { GatePage } from './GatePage';
import { PhoneCodeField, PhonePicture, phoneOf, RecoveryCodeList } from './PhoneParts';
import { safeNext, singleSignOnQuery, useLogin, useSession, type SignIn } from './session';
import { useGoToProvider } from './singleSignOn';

/** What the hub asks for beside name and password, in the order in which it asks. */
const wanted = { code_required: 'code', second_factor_required: 'code', password_expired: 'next' } as const;

export function LoginPage() {
  const { t } = useWords();
  const text = useProblemText();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const next = safeNext(search.get('next'));
  const session = useSession();
  const login = useLogin();
  const [asked, setAsked] = useState<ReadonlySet<'code' | 'next'>>(new Set());
  const [phone, setPhone] = useState<ReturnType<typeof phoneOf>>();
  const setup = useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/setup', { signal })),
  });
  const provider = useQuery(singleSignOnQuery);
  const goToProvider = useGoToProvider(next);
  const codes = login.data?.recoveryCodes;
  const go = () => void navigate(next, { replace: true });

  if (codes)
    return (
      <GatePage title={t('secondFactor.codesTitle')}>
        <RecoveryCodeList codes={codes} onDone={go} />
      </GatePage>
    );
  if (session.data && !login.isPending) return <Navigate to={next} replace />;
  const required = [{ required: true, message: t('form.required') }];
  const refused = (error: Error) => {
    if (!(error instanceof ApiError)) return;
    const field = wanted[error.code as keyof typeof wanted] as 'code' | 'next' | undefined;
    if (field !== undefined) setAsked(new Set([...asked, field]));
    if (error.code === 'second_factor_required') setPhone(phoneOf(error.more['phone']));
  };
  return (
    <GatePage title={t('login.title')}>
      {setup.data?.open === true && <Alert type="info" showIcon title={t('login.noAccountYet')} />}
      <Form<SignIn>
        layout="vertical"
        requiredMark={false}
        style={{ marginTop: 16 }}
        onFinish={(values) =>
          login.mutate(values, { onSuccess: (view) => (view.recoveryCodes ? undefined : go()), onError: refused })
        }
      >
        <Form.Item name="user" label={t('login.user')} rules={required}>
          <Input autoComplete="username" maxLength={64} />
        </Form.Item>
        <Form.Item name="password" label={t('login.password')} rules={required}>
          <Input.Password autoComplete="current-password" maxLength={256} />
        </Form.Item>
        {phone !== undefined && <PhonePicture phone={phone} />}
        {asked.has('code') && <PhoneCodeField />}
        {asked.has('next') && (
          <Form.Item name="next" label={t('setup.newPassword')} rules={required}>
            <Input.Password autoComplete="new-password" maxLength={256} />
          </Form.Item>
        )}
        {login.isError && (
          <Alert
            type={login.error instanceof ApiError && login.error.code in wanted ? 'info' : 'error'}
            showIcon
            title={text(login.error)}
            style={{ marginBottom: 16 }}
          />
        )}
        <Button type="primary" htmlType="submit" block loading={login.isPending}>
          {t('login.action')}
        </Button>
      </Form>
      {provider.data?.on === true && (
        <>
          <Divider plain>{t('singleSignOn.or')}</Divider>
          {goToProvider.isError && (
            <Alert type="error" showIcon title={text(goToProvider.error)} style={{ marginBottom: 16 }} />
          )}
          <Button block loading={goToProvider.isPending} onClick={() => goToProvider.mutate()}>
            {t('singleSignOn.action', { name: provider.data.name || t('singleSignOn.name') })}
          </Button>
        </>
      )}
    </GatePage>
  );
}
