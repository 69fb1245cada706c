import { Button, Progress, Table } from 'antd';
import { useSearchParams } from 'react-router';
import type { ReportExport } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords, type WordKey } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { formatNumber } from '../../components/format';
import { Moment } from '../../components/Moment';
import { PageHeader } from '../../components/PageHeader';
import { pageOf, withPage } from '../../components/paging';
import { QueryView } from '../../components/QueryView';
import { StatusTag } from '../../components/StatusTag';
import { useExports, useRemoveExport } from './queries';
import styles from './Reports.module.css';

/** The session's files of reports: in line, being made, ready to be fetched. */
export function FilesPage() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const files = useExports(pageOf(search));
  return (
    <>
      <PageHeader
        title={t('reports.files')}
        note={t('reports.filesNote')}
        path={[{ title: t('reports.title'), to: '/reports' }]}
      />
      <Card flush>
        <QueryView query={files}>
          {(page) =>
            page.total === 0 ? (
              <EmptyState title={t('reports.noFiles')} text={t('reports.noFilesText')} />
            ) : (
              // Scrolled by keys, too.
              // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
              <div className={styles['scrolls']} tabIndex={0} role="region" aria-label={t('reports.files')}>
                <FileTable
                  items={page.items}
                  pagination={{
                    current: page.page,
                    total: page.total,
                    pageSize: page.pageSize,
                    hideOnSinglePage: true,
                    showSizeChanger: false,
                    onChange: (next) => setSearch((before) => withPage(before, next)),
                  }}
                />
              </div>
            )
          }
        </QueryView>
      </Card>
    </>
  );
}

interface FileTableProps {
  items: ReportExport[];
  pagination: {
    current: number;
    total: number;
    pageSize: number;
    hideOnSinglePage: boolean;
    showSizeChanger: boolean;
    onChange: (page: number) => void;
  };
}

function FileTable({ items, pagination }: FileTableProps) {
  const { t } = useWords();
  const { language } = usePreferences();
  const remove = useRemoveExport();
  const isOpen = ({ state }: ReportExport) => state === 'queued' || state === 'running';
  return (
    <Table<ReportExport>
      rowKey="id"
      dataSource={items}
      pagination={pagination}
      className={styles['wide'] ?? ''}
      columns={[
        {
          title: t('reports.file'),
          render: (_, file) => (file.address === null ? file.name : <a href={file.address}>{file.name}</a>),
        },
        { title: t('filters.state'), render: (_, file) => <FileState file={file} /> },
        {
          title: t('reports.size'),
          align: 'right',
          render: (_, { bytes }) =>
            bytes === null ? '–' : <span className="number">{formatNumber(language, Math.ceil(bytes / 1024))} KB</span>,
        },
        { title: t('reports.askedAt'), render: (_, { createdAt }) => <Moment at={createdAt} show="short" /> },
        {
          title: t('reports.keptUntil'),
          render: (_, { expiresAt }) => (expiresAt === null ? '–' : <Moment at={expiresAt} show="short" />),
        },
        {
          title: <span className="visually-hidden">{t('reports.acts')}</span>,
          render: (_, file) => (
            <Button size="small" onClick={() => remove.mutate(file.id)}>
              {t(isOpen(file) ? 'form.cancel' : 'form.delete')}
            </Button>
          ),
        },
      ]}
    />
  );
}

function FileState({ file }: { file: ReportExport }) {
  const { t, has } = useWords();
  if (file.state === 'ready')
    return (
      <StatusTag tone="green" glyph="check">
        {t('reports.states.ready')}
      </StatusTag>
    );
  if (file.state === 'failed') {
    const key = `errors.${file.error?.code}`;
    return (
      <>
        <StatusTag tone="red" glyph="cross">
          {t('reports.states.failed')}
        </StatusTag>
        <div className={styles['soft']}>{has(key) ? t(key as WordKey) : file.error?.code}</div>
      </>
    );
  }
  return (
    <>
      <StatusTag tone="blue" glyph="ring">
        {t(`reports.states.${file.state}`)}
      </StatusTag>
      <Progress percent={Math.round(file.progress * 100)} size="small" aria-label={t(`reports.states.${file.state}`)} />
    </>
  );
}
