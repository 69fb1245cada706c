import { DownloadOutlined } from '@ant-design/icons';
import type { UseMutationResult } from '@tanstack/react-query';
import { Alert, Button, Space, Table } from 'antd';
import { useState, type ChangeEvent, type ReactNode } from 'react';
import type { TableFault } from '../api/types';
import { useWords } from '../app/useWords';
import { Card } from './Card';
import { FaultTable } from './FaultTable';
import styles from './ImportForm.module.css';
import { pickedFile, type PickedFile } from './pickedFile';
import { useProblemText } from './useProblemText';

/** A file for the hub, and whether it is only to be looked at. */
export type ImportBody = PickedFile & { dryRun: boolean };

/** What every import answers, whatever it makes. */
interface ImportReport {
  totalFaults: number;
  faults: TableFault[];
}

/** A column of the file, in the reader's words, and what may stand there. */
export interface ImportColumn {
  head: string;
  allowed: string;
}

interface ImportFormProps<TReport extends ImportReport> {
  text: string;
  /** Where an empty file with the right heads is fetched. */
  template: string;
  run: UseMutationResult<TReport, Error, ImportBody>;
  columns: ImportColumn[];
  /** Whether it is more than a trial: all of it has been made. */
  isDone: (report: TReport) => boolean;
  /** What is said of a file without a fault. */
  children: (report: TReport) => ReactNode;
}

/** From a file to the hub: first a trial that names every wrong cell, then all of it. */
export function ImportForm<TReport extends ImportReport>(props: ImportFormProps<TReport>) {
  const { text, template, run, columns, isDone, children } = props;
  const { t } = useWords();
  const problem = useProblemText();
  const [file, setFile] = useState<PickedFile>();
  const report = run.data;
  const send = (picked: PickedFile, dryRun: boolean) => run.mutate({ ...picked, dryRun });
  const pick = async (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = event.target.files?.[0];
    if (chosen === undefined) return;
    const picked = await pickedFile(chosen);
    setFile(picked);
    send(picked, true);
  };
  const ready = report?.totalFaults === 0 && !isDone(report) && !run.isPending;
  return (
    <Card>
      <p>{text}</p>
      <Space wrap>
        <label>
          {t('import.file')} <input type="file" accept=".xlsx,.csv" onChange={(event) => void pick(event)} />
        </label>
        <Button disabled={file === undefined} loading={run.isPending} onClick={() => file && send(file, true)}>
          {t('import.tryAgain')}
        </Button>
        <Button type="primary" disabled={!ready} onClick={() => file && send(file, false)}>
          {t('import.now')}
        </Button>
        <Button icon={<DownloadOutlined aria-hidden />} href={template}>
          {t('import.template')}
        </Button>
      </Space>
      <div className={styles['report']}>
        {run.isError && <Alert type="error" showIcon title={problem(run.error)} />}
        {report === undefined ? (
          <Columns columns={columns} />
        ) : report.totalFaults === 0 ? (
          children(report)
        ) : (
          <>
            <Alert type="error" showIcon title={t('tableFault.found', { faults: report.totalFaults })} />
            <FaultTable faults={report.faults} />
          </>
        )}
      </div>
    </Card>
  );
}

/** What a file looks like. */
function Columns({ columns }: { columns: ImportColumn[] }) {
  const { t } = useWords();
  return (
    <Table<ImportColumn>
      rowKey="head"
      size="small"
      pagination={false}
      dataSource={columns}
      columns={[
        { title: t('import.column'), dataIndex: 'head' },
        { title: t('import.allowed'), dataIndex: 'allowed' },
      ]}
    />
  );
}
