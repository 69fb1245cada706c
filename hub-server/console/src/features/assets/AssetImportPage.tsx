import { DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, Space, Table } from 'antd';
import { useState, type ChangeEvent } from 'react';
import { useNavigate } from 'react-router';
import { ask, hub } from '../../api/client';
import type { AssetImportReport } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { FaultTable } from '../../components/FaultTable';
import { PageHeader } from '../../components/PageHeader';
import { pickedFile, type PickedFile } from '../../components/pickedFile';
import { useProblemText } from '../../components/useProblemText';
import { useAssetChange } from './queries';

/** From a file to the register: first a trial that names every wrong cell, then all of it. */
export function AssetImportPage() {
  const { t } = useWords();
  const text = useProblemText();
  const [file, setFile] = useState<PickedFile>();
  const [report, setReport] = useState<AssetImportReport>();
  const run = useAssetChange(
    (body: PickedFile & { dryRun: boolean }) => ask(hub.POST('/api/v1/assets/imports', { body })),
    setReport,
  );
  const send = (picked: PickedFile, dryRun: boolean) => run.mutate({ ...picked, dryRun });
  const pick = async (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = event.target.files?.[0];
    if (chosen === undefined) return;
    const picked = await pickedFile(chosen);
    setFile(picked);
    setReport(undefined);
    send(picked, true);
  };
  const good = report?.totalFaults === 0 && !report.done;
  return (
    <>
      <PageHeader
        title={t('assetImport.title')}
        path={[{ title: t('assets.title'), to: '/inventory' }]}
        note={t('assetImport.note')}
      />
      <Card>
        <p>{t('assetImport.text')}</p>
        <Space wrap>
          <label>
            {t('fleetImport.file')} <input type="file" accept=".xlsx,.csv" onChange={(event) => void pick(event)} />
          </label>
          <Button disabled={file === undefined} loading={run.isPending} onClick={() => file && send(file, true)}>
            {t('fleetImport.tryAgain')}
          </Button>
          <Button type="primary" disabled={!good || run.isPending} onClick={() => file && send(file, false)}>
            {t('fleetImport.now')}
          </Button>
          <Button icon={<DownloadOutlined aria-hidden />} href="/api/v1/assets/imports/template">
            {t('fleetImport.template')}
          </Button>
        </Space>
        <div style={{ marginTop: 16 }}>
          {run.isError && <Alert type="error" showIcon title={text(run.error)} />}
          {report === undefined ? <Columns /> : <Report report={report} />}
        </div>
      </Card>
    </>
  );
}

function Report({ report }: { report: AssetImportReport }) {
  const { t } = useWords();
  const navigate = useNavigate();
  if (report.done)
    return (
      <Alert
        type="success"
        showIcon
        title={t('assetImport.done', { assets: report.assets })}
        action={<Button onClick={() => void navigate('/inventory')}>{t('assets.title')}</Button>}
      />
    );
  if (report.totalFaults === 0)
    return <Alert type="info" showIcon title={t('assetImport.would', { assets: report.assets })} />;
  return (
    <>
      <Alert type="error" showIcon title={t('tableFault.found', { faults: report.totalFaults })} />
      <FaultTable faults={report.faults} />
    </>
  );
}

const columns = ['code', 'name', 'kind', 'dates', 'price', 'place', 'state', 'others'] as const;

/** What a file for the import looks like. */
function Columns() {
  const { t } = useWords();
  return (
    <Table
      rowKey="name"
      size="small"
      pagination={false}
      dataSource={columns.map((name) => ({ name }))}
      columns={[
        { title: t('fleetImport.columns'), render: (_, { name }) => t(`assetImport.head.${name}`) },
        { title: t('fleetImport.allowed'), render: (_, { name }) => t(`assetImport.cell.${name}`) },
      ]}
    />
  );
}
