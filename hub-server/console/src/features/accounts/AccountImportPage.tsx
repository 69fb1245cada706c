import { DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, Space, Table } from 'antd';
import { useState, type ChangeEvent } from 'react';
import type { AccountImportReport, Invitation } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { CopyButton } from '../../components/CopyButton';
import { FaultTable } from '../../components/FaultTable';
import { PageHeader } from '../../components/PageHeader';
import { pickedFile, type PickedFile } from '../../components/pickedFile';
import { saveFile } from '../../components/saveFile';
import { useProblemText } from '../../components/useProblemText';
import { invitationTable, linkOf } from './invitationTable';
import { useImportAccounts } from './queries';
import styles from './Accounts.module.css';

/** From a file to accounts: first a trial that names every wrong cell, then all of them, with a link for each owner. */
export function AccountImportPage() {
  const { t } = useWords();
  return (
    <>
      <PageHeader
        title={t('accountImport.title')}
        path={[{ title: t('accounts.title'), to: '/accounts' }]}
        note={t('accountImport.note')}
      />
      <ImportForm />
    </>
  );
}

function ImportForm() {
  const { t } = useWords();
  const text = useProblemText();
  const [file, setFile] = useState<PickedFile>();
  const run = useImportAccounts();
  const send = (picked: PickedFile, dryRun: boolean) => run.mutate({ ...picked, dryRun });
  const pick = async (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = event.target.files?.[0];
    if (chosen === undefined) return;
    const picked = await pickedFile(chosen);
    setFile(picked);
    send(picked, true);
  };
  const good = run.data?.totalFaults === 0 && run.data.invitations === null;
  return (
    <Card>
      <p>{t('accountImport.text')}</p>
      <Space wrap>
        <label>
          {t('accountImport.file')} <input type="file" accept=".xlsx,.csv" onChange={(event) => void pick(event)} />
        </label>
        <Button disabled={file === undefined} loading={run.isPending} onClick={() => file && send(file, true)}>
          {t('accountImport.tryAgain')}
        </Button>
        <Button type="primary" disabled={!good || run.isPending} onClick={() => file && send(file, false)}>
          {t('accountImport.now')}
        </Button>
        <Button icon={<DownloadOutlined aria-hidden />} href="/api/v1/accounts/imports/template">
          {t('accountImport.template')}
        </Button>
      </Space>
      <div className={styles['report']}>
        {run.isError && <Alert type="error" showIcon title={text(run.error)} />}
        {run.data === undefined ? <Columns /> : <Report report={run.data} />}
      </div>
    </Card>
  );
}

const columns = ['name', 'role', 'region', 'school'] as const;

/** What a file looks like. */
function Columns() {
  const { t } = useWords();
  return (
    <Table
      rowKey="name"
      size="small"
      pagination={false}
      dataSource={columns.map((name) => ({ name }))}
      columns={[
        { title: t('accountImport.column'), render: (_, { name }) => t(`accountImport.head.${name}`) },
        { title: t('accountImport.allowed'), render: (_, { name }) => t(`accountImport.${name}`) },
      ]}
    />
  );
}

function Report({ report }: { report: AccountImportReport }) {
  const { t } = useWords();
  if (report.invitations !== null) return <Invitations invitations={report.invitations} />;
  if (report.totalFaults === 0)
    return <Alert type="info" showIcon title={t('accountImport.would', { accounts: report.accounts })} />;
  return (
    <>
      <Alert type="error" showIcon title={t('tableFault.found', { faults: report.totalFaults })} />
      <FaultTable faults={report.faults} />
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
