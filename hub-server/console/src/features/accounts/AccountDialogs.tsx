import { Alert, Form, Input, Modal } from 'antd';
import type { Account, Assignment, Invitation } from '../../api/types';
import { useWords } from '../../app/useWords';
import { CopyButton } from '../../components/CopyButton';
import { FormDialog } from '../../components/FormDialog';
import { Moment } from '../../components/Moment';
import { useCreateAccount, useSetRoles } from './queries';
import { assignmentsOf, RoleFields, rowOf, type RoleRow } from './RoleFields';
import styles from './Accounts.module.css';

const longestName = 80;

interface NewAccountForm {
  name: string;
  roles: RoleRow[];
}

/** Makes an account; then the link for its owner can be copied, this one time. */
export function NewAccountDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const create = useCreateAccount();
  if (create.data !== undefined) return <InvitationShown invitation={create.data} onClose={onClose} />;
  return (
    <FormDialog<NewAccountForm, { name: string; roles: Assignment[] }>
      title={t('accounts.create')}
      initial={{ name: '', roles: [{ kind: 'school' }] }}
      save={create}
      toBody={({ name, roles }) => ({ name: name.trim(), roles: assignmentsOf(roles) })}
      okText={t('accounts.create')}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t('accounts.name')}
        extra={t('accounts.nameHint')}
        rules={[{ required: true, whitespace: true, message: t('form.required') }]}
      >
        <Input maxLength={longestName} autoComplete="off" />
      </Form.Item>
      <RoleFields />
    </FormDialog>
  );
}

export function RolesDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const { t } = useWords();
  const save = useSetRoles(account.id, onClose);
  return (
    <FormDialog<{ roles: RoleRow[] }, Assignment[]>
      title={t('accounts.rolesOf', { name: account.name })}
      initial={{ roles: account.roles.map(rowOf) }}
      save={save}
      toBody={({ roles }) => assignmentsOf(roles)}
      onClose={onClose}
    >
      <RoleFields />
    </FormDialog>
  );
}

/** The one time that the link can be read: nobody is ever told a password. */
export function InvitationShown({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const { t } = useWords();
  const link = location.origin + invitation.address;
  return (
    <Modal
      open
      title={t('accounts.linkTitle', { name: invitation.user })}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      okText={t('accounts.linkDone')}
      cancelButtonProps={{ style: { display: 'none' } }}
      onOk={onClose}
    >
      <Alert type="warning" showIcon title={t('accounts.linkOnce')} style={{ marginBottom: 12 }} />
      <p className={styles['link']}>
        <code>{link}</code>
      </p>
      <CopyButton text={link} />
      <p className={styles['soft']}>
        {t('accounts.linkUntil')} <Moment at={invitation.expiresAt} show="both" />
      </p>
    </Modal>
  );
}
