import { DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, Space } from 'antd';
import { useState, type ChangeEvent } from 'react';
import { ask, hub } from '../../api/client';
import type { FleetImportReport, FleetImportWish } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { FaultTable } from '../../components/FaultTable';
import { PageHeader } from '../../components/PageHeader';
import { pickedFile, type PickedFile } from '../../components/pickedFile';
import { useProblemText } from '../../components/useProblemText';
import { useFleetChange } from './fleetChanges';
import { FleetImportColumns } from './FleetImportColumns';
import { PastFleetImports } from './PastFleetImports';

/** From a file to schools and rooms: first a trial that names every wrong cell, then all of it, and a way back. */
export function FleetImportPage() {
  const { t } = useWords();
  return (
    <>
      <PageHeader
        title={t('fleetImport.title')}
        path={[{ title: t('fleet.title'), to: '/fleet' }]}
        note={t('fleetImport.note')}
      />
      <ImportForm />
      <PastFleetImports />
    </>
  );
}

function ImportForm() {
  const { t } = useWords();
  const text = useProblemText();
  const [file, setFile] = useState<PickedFile>();
  const [report, setReport] = useState<FleetImportReport>();
  const run = useFleetChange(
    async (body: FleetImportWish) => setReport(await ask(hub.POST('/api/v1/fleet/imports', { body }))),
    () => undefined,
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
  const good = report?.totalFaults === 0 && report.id === null;
  return (
    <Card>
      <p>{t('fleetImport.text')}</p>
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
        <Button icon={<DownloadOutlined aria-hidden />} href="/api/v1/fleet/imports/template">
          {t('fleetImport.template')}
        </Button>
      </Space>
      <div style={{ marginTop: 16 }}>
        {run.isError && <Alert type="error" showIcon title={text(run.error)} />}
        {report === undefined ? <FleetImportColumns /> : <Report report={report} />}
      </div>
    </Card>
  );
}

function Report({ report }: { report: FleetImportReport }) {
  const { t } = useWords();
  const { regions, schools, rooms, present } = report;
  if (report.id !== null)
    return <Alert type="success" showIcon title={t('fleetImport.done', { regions, schools, rooms })} />;
  if (report.totalFaults === 0)
    return <Alert type="info" showIcon title={t('fleetImport.would', { regions, schools, rooms, present })} />;
  return (
    <>
      <Alert type="error" showIcon title={t('tableFault.found', { faults: report.totalFaults })} />
      <FaultTable faults={report.faults} />
    </>
  );
}
