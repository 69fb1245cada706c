import { MoreOutlined } from '@ant-design/icons';
import { App, Button, Dropdown } from 'antd';
import { useState } from 'react';
import type { Account } from '../../api/types';
import { useWords } from '../../app/useWords';
import { useProblemText } from '../../components/useProblemText';
import { InvitationShown, RolesDialog } from './AccountDialogs';
import { useAccountAct, useInvite, type AccountAct } from './queries';

/** The menu at the end of an account's row. */
export function AccountActions({ account }: { account: Account }) {
  const { t } = useWords();
  const text = useProblemText();
  const { modal, message } = App.useApp();
  const [editing, setEditing] = useState(false);
  const act = useAccountAct(account.id);
  const invite = useInvite(account.id);
  const run = (what: AccountAct) => act.mutateAsync(what).catch((error: unknown) => void message.error(text(error), 6));
  const sure = (what: Exclude<AccountAct, 'enable'>) =>
    void modal.confirm({
      title: t(`accounts.${what}Title`, { name: account.name }),
      content: t(`accounts.${what}Text`),
      okText: t(`accounts.${what}`),
      cancelText: t('form.cancel'),
      okButtonProps: { danger: true },
      onOk: () => run(what),
    });
  const send = () => invite.mutate(undefined, { onError: (error) => void message.error(text(error), 6) });
  return (
    <>
      <Dropdown
        trigger={['click']}
        placement="bottomRight"
        menu={{
          items: [
            { key: 'roles', label: t('accounts.changeRoles'), onClick: () => setEditing(true) },
            { key: 'invite', label: t('accounts.newLink'), onClick: send },
            { key: 'endSessions', label: t('accounts.endSessions'), onClick: () => sure('endSessions') },
            ...(account.secondFactor
              ? [
                  {
                    key: 'endSecondFactor',
                    label: t('accounts.endSecondFactor'),
                    onClick: () => sure('endSecondFactor'),
                  },
                ]
              : []),
            account.state === 'disabled'
              ? { key: 'enable', label: t('accounts.enable'), onClick: () => void run('enable') }
              : { key: 'disable', label: t('accounts.disable'), onClick: () => sure('disable') },
            { key: 'delete', label: t('form.delete'), danger: true, onClick: () => sure('delete') },
          ],
        }}
      >
        <Button
          type="text"
          size="small"
          icon={<MoreOutlined aria-hidden />}
          aria-label={t('fleet.actionsOf', { name: account.name })}
        />
      </Dropdown>
      {editing && <RolesDialog account={account} onClose={() => setEditing(false)} />}
      {invite.data !== undefined && <InvitationShown invitation={invite.data} onClose={() => invite.reset()} />}
    </>
  );
}
