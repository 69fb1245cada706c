import { Alert, Button, Table } from 'antd';
import type { Invitation } from '../../api/types';
import { useWords } from '../../app/useWords';
import { CopyButton } from '../../components/CopyButton';
import { ImportForm } from '../../components/ImportForm';
import { PageHeader } from '../../components/PageHeader';
import { saveFile } from '../../components/saveFile';
import { invitationTable, linkOf } from './invitationTable';
import { useImportAccounts } from './queries';

const columns = ['name', 'role', 'region', 'school'] as const;

/** From a file to accounts, with a link for each owner. */
export function AccountImportPage() {
  const { t } = useWords();
  const run = useImportAccounts();
  return (
    <>
      <PageHeader
        title={t('accountImport.title')}
        path={[{ title: t('accounts.title'), to: '/accounts' }]}
        note={t('accountImport.note')}
      />
      <ImportForm
        text={t('accountImport.text')}
        template="/api/v1/accounts/imports/template"
        run={run}
        columns={columns.map((name) => ({
          head: t(`accountImport.head.${name}`),
          allowed: t(`accountImport.${name}`),
        }))}
        isDone={({ invitations }) => invitations !== null}
      >
        {({ accounts, invitations }) =>
          invitations !== null ? (
            <Invitations invitations={invitations} />
          ) : (
            <Alert type="info" showIcon title={t('accountImport.would', { accounts })} />
          )
        }
      </ImportForm>
    </>
  );
}

/** The links, shown this once. */
function Invitations({ invitations }: { invitations: Invitation[] }) {
  const { t } = useWords();
  const save = () =>
    saveFile('invitations.csv', 'text/csv;charset=utf-8', invitationTable(invitations, window.location.origin));
  return (
    <>
      <Alert
        type="success"
        showIcon
        title={t('accountImport.done', { accounts: invitations.length })}
        description={t('accountImport.once')}
        action={<Button onClick={save}>{t('accountImport.save')}</Button>}
      />
      <Table<Invitation>
        rowKey="accountId"
        size="small"
        dataSource={invitations}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: t('accounts.name'), dataIndex: 'user' },
          {
            title: t('accountImport.link'),
            render: (_, one) => <CopyButton text={linkOf(one, window.location.origin)} />,
          },
        ]}
      />
    </>
  );
}
