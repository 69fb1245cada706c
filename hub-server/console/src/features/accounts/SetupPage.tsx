import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { Link, useNavigate } from 'react-router';
import { useWords } from '../../app/useWords';
import { ask, hub } from '../../api/client';
import type { Invitation, SetUpDone } from '../../api/types';
import { CopyButton } from '../../components/CopyButton';
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
        {({ open, administratorsApart }) => {
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
            <SetupForm token={token} apart={administratorsApart} />
          );
        }}
      </QueryView>
    </GatePage>
  );
}

interface SetupValues {
  user: string;
  password: string;
  securityAdministrator?: string;
  auditor?: string;
}

function SetupForm({ token, apart }: { token: string; apart: boolean }) {
  const { t } = useWords();
  const text = useProblemText();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: ({ user, password, securityAdministrator, auditor }: SetupValues): Promise<SetUpDone | undefined> =>
      ask(
        hub.POST('/api/v1/setup', {
          body: {
            token,
            user: user.trim(),
            password,
            ...(apart
              ? { securityAdministrator: securityAdministrator?.trim() ?? '', auditor: auditor?.trim() ?? '' }
              : {}),
          },
        }),
      ),
    onSuccess: async (done) => {
      // Empty (204) unless there are invitations to hand on.
      if (!done?.invitations) await enter();
    },
  });
  const enter = async () => {
    queryClient.removeQueries({ queryKey: ['setup'] });
    await queryClient.resetQueries({ queryKey: sessionKey });
    await navigate('/', { replace: true });
  };
  if (create.data?.invitations)
    return <Invitations invitations={create.data.invitations} onDone={() => void enter()} />;
  return (
    <Form layout="vertical" requiredMark={false} onFinish={(values: SetupValues) => create.mutate(values)}>
      <Form.Item
        name="user"
        label={apart ? t('setup.systemAdministrator') : t('setup.user')}
        rules={[{ required: true, whitespace: true, message: t('form.required') }]}
      >
        <Input autoComplete="username" maxLength={80} />
      </Form.Item>
      <NewPasswordFields />
      {apart && <OtherAdministrators />}
      {create.isError && <Alert type="error" showIcon title={text(create.error)} style={{ marginBottom: 16 }} />}
      <Button type="primary" htmlType="submit" block loading={create.isPending}>
        {t('setup.action')}
      </Button>
    </Form>
  );
}

/** Where nobody may be two of them, the first account is asked who the other two are. */
function OtherAdministrators() {
  const { t } = useWords();
  const required = [{ required: true, whitespace: true, message: t('form.required') }];
  return (
    <>
      <p>{t('setup.apart')}</p>
      <Form.Item name="securityAdministrator" label={t('setup.securityAdministrator')} rules={required}>
        <Input autoComplete="off" maxLength={80} />
      </Form.Item>
      <Form.Item name="auditor" label={t('setup.auditor')} rules={required}>
        <Input autoComplete="off" maxLength={80} />
      </Form.Item>
    </>
  );
}

function Invitations({ invitations, onDone }: { invitations: Invitation[]; onDone: () => void }) {
  const { t } = useWords();
  return (
    <>
      <Alert type="warning" showIcon title={t('setup.invitations')} style={{ marginBottom: 16 }} />
      {invitations.map(({ accountId, user, address }) => (
        <div key={accountId} style={{ marginBottom: 16 }}>
          <p>{user}</p>
          <p style={{ overflowWrap: 'anywhere' }}>
            <code>{location.origin + address}</code>
          </p>
          <CopyButton text={location.origin + address} />
        </div>
      ))}
      <Button type="primary" block onClick={onDone}>
        {t('setup.invitationsDone')}
      </Button>
    </>
  );
}
