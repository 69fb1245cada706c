import { Alert, App, Button, Checkbox, Space, Table } from 'antd';
import { useState, type ChangeEvent } from 'react';
import type { ImportReport, TimetableImport } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { FaultTable } from '../../components/FaultTable';
import { Moment } from '../../components/Moment';
import { pickedFile, type PickedFile } from '../../components/pickedFile';
import { QueryView } from '../../components/QueryView';
import { useProblemText } from '../../components/useProblemText';
import { useImport, useImports, useTerms, useUndoImport } from './queries';
import { TermSelect } from './TermSelect';
import styles from './Timetable.module.css';

/** From a file to lessons: first a trial that names every wrong cell, then all of it, and a way back. */
export function ImportPanel({ school }: { school: string }) {
  const { t } = useWords();
  const terms = useTerms(school);
  const [chosen, setChosen] = useState<string>();
  return (
    <QueryView query={terms}>
      {(list) => {
        const term = chosen ?? list[0]?.id;
        if (term === undefined) return <EmptyState title={t('timetable.noTerm')} text={t('timetable.noTermText')} />;
        return (
          <>
            <TermSelect terms={list} value={term} onChange={setChosen} />
            <ImportForm key={term} school={school} term={term} />
            <PastImports school={school} />
          </>
        );
      }}
    </QueryView>
  );
}

function ImportForm({ school, term }: { school: string; term: string }) {
  const { t } = useWords();
  const text = useProblemText();
  const [file, setFile] = useState<PickedFile>();
  const [allowConflicts, setAllowConflicts] = useState(false);
  const run = useImport();
  const send = (picked: PickedFile, dryRun: boolean) =>
    run.mutate({ schoolId: school, termId: term, ...picked, dryRun, allowConflicts });
  const pick = async (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = event.target.files?.[0];
    if (chosen === undefined) return;
    const picked = await pickedFile(chosen);
    setFile(picked);
    send(picked, true);
  };
  const good = run.data?.totalFaults === 0 && run.data.id === null;
  return (
    <Card>
      <p>{t('timetable.importText')}</p>
      <Space wrap>
        <label>
          {t('timetable.file')} <input type="file" accept=".xlsx,.csv,.ics" onChange={(event) => void pick(event)} />
        </label>
        <Checkbox checked={allowConflicts} onChange={({ target }) => setAllowConflicts(target.checked)}>
          {t('timetable.allowConflicts')}
        </Checkbox>
        <Button disabled={file === undefined} loading={run.isPending} onClick={() => file && send(file, true)}>
          {t('timetable.tryAgain')}
        </Button>
        <Button type="primary" disabled={!good || run.isPending} onClick={() => file && send(file, false)}>
          {t('timetable.importNow')}
        </Button>
      </Space>
      <div className={styles['report']}>
        {run.isError && <Alert type="error" showIcon title={text(run.error)} />}
        {run.data !== undefined && <Report report={run.data} />}
      </div>
    </Card>
  );
}

function Report({ report }: { report: ImportReport }) {
  const { t } = useWords();
  if (report.id !== null)
    return <Alert type="success" showIcon title={t('timetable.imported', { lessons: report.lessons })} />;
  if (report.totalFaults === 0)
    return <Alert type="info" showIcon title={t('timetable.wouldImport', { lessons: report.lessons })} />;
  return (
    <>
      <Alert type="error" showIcon title={t('tableFault.found', { faults: report.totalFaults })} />
      <FaultTable faults={report.faults} />
    </>
  );
}

function PastImports({ school }: { school: string }) {
  const { t } = useWords();
  const imports = useImports(school);
  return (
    <QueryView query={imports}>
      {({ items, total }) =>
        total > 0 && (
          <Card flush>
            <Table<TimetableImport>
              rowKey="id"
              dataSource={items}
              scroll={{ x: 'max-content' }}
              pagination={false}
              columns={[
                { title: t('timetable.when'), render: (_, one) => <Moment at={one.createdAt} show="short" /> },
                { title: t('timetable.file'), dataIndex: 'fileName' },
                { title: t('timetable.lessons'), dataIndex: 'lessons' },
                { title: t('timetable.by'), dataIndex: 'createdBy' },
                { title: t('table.actions'), align: 'right', render: (_, one) => <Undo one={one} /> },
              ]}
            />
          </Card>
        )
      }
    </QueryView>
  );
}

function Undo({ one }: { one: TimetableImport }) {
  const { t } = useWords();
  const text = useProblemText();
  const { message } = App.useApp();
  const undo = useUndoImport();
  if (one.undoneAt !== null) return t('timetable.revokedBy', { name: one.undoneBy ?? '' });
  return (
    <Button
      size="small"
      danger
      loading={undo.isPending}
      onClick={() => undo.mutate(one.id, { onError: (error) => void message.error(text(error)) })}
    >
      {t('timetable.undo')}
    </Button>
  );
}
