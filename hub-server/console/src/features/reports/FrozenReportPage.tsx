import { Alert, Button, Table } from 'antd';
import { useParams } from 'react-router';
import type { FrozenReportDetail, ReportDifference } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { StatusTag } from '../../components/StatusTag';
import { figureText } from './figureText';
import { useFrozenDifference, useFrozenReport } from './queries';
import styles from './Reports.module.css';

type Change = ReportDifference['figures'][number];

/** A report as it was signed, whether it still is, and what would be other today. */
export function FrozenReportPage() {
  const { reportId = '' } = useParams();
  const report = useFrozenReport(reportId);
  return (
    <QueryView query={report} page>
      {(found) => <Shown found={found} />}
    </QueryView>
  );
}

function Shown({ found }: { found: FrozenReportDetail }) {
  const { t } = useWords();
  const { language } = usePreferences();
  const { item, document, check } = found;
  const meanings = new Map(document.definitions.map((definition) => [definition.key, definition]));
  return (
    <>
      <PageHeader
        title={item.title}
        note={t('reports.frozenOf', {
          place: item.placeName || t('reports.all'),
          from: item.from,
          to: item.to,
          by: item.madeBy,
        })}
        path={[
          { title: t('reports.title'), to: '/reports' },
          { title: t('reports.frozen'), to: '/reports/frozen' },
        ]}
        aside={
          check === 'valid' ? (
            <StatusTag tone="green" glyph="check">
              {t('reports.checks.valid')}
            </StatusTag>
          ) : (
            <StatusTag tone="red" glyph="cross">
              {t(`reports.checks.${check}`)}
            </StatusTag>
          )
        }
        actions={
          <>
            <Button href={`/api/v1/frozen-reports/${item.id}/document`}>{t('reports.document')}</Button>
            <Button href={dataOf(found)} download={`report-${item.id}-proof.json`}>
              {t('reports.proof')}
            </Button>
          </>
        }
      />
      {check !== 'valid' && <Alert type="error" showIcon style={{ marginBottom: 14 }} title={t('reports.notTrue')} />}
      <Card title={t('reports.figuresThen')} flush>
        <div className={styles['scrolls']}>
          <table className={styles['plain']}>
            <thead>
              <tr>
                <th scope="col">{t('reports.figure')}</th>
                <th scope="col">{t('reports.value')}</th>
                <th scope="col">{t('reports.target')}</th>
                <th scope="col" className={styles['meaning']}>
                  {t('reports.meaning')}
                </th>
              </tr>
            </thead>
            <tbody>
              {document.report.figures.map((figure) => (
                <tr key={figure.key}>
                  <th scope="row">{meanings.get(figure.key)?.name[language === 'en' ? 'en' : 'zh']}</th>
                  <td>{figureText(language, figure.unit, figure.value)}</td>
                  <td>{figure.target === null ? '' : figureText(language, figure.unit, figure.target)}</td>
                  <td className={styles['meaning']}>
                    {meanings.get(figure.key)?.meaning[language === 'en' ? 'en' : 'zh']}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Card>
      <Difference id={item.id} />
    </>
  );
}

/** Signature and certificate, for a check of one's own. */
function dataOf({ signature, certificate }: FrozenReportDetail): string {
  return `data:application/json,${encodeURIComponent(JSON.stringify({ algorithm: 'ECDSA P-256, SHA-256, DER', signature, certificate }))}`;
}

function Difference({ id }: { id: string }) {
  const { t } = useWords();
  const { language } = usePreferences();
  const difference = useFrozenDifference(id);
  return (
    <Card title={t('reports.today')} flush>
      <QueryView query={difference}>
        {({ total, figures }) =>
          total === 0 ? (
            <p className={styles['same']}>{t('reports.same')}</p>
          ) : (
            // Scrolled by keys, too.
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            <div className={styles['scrolls']} tabIndex={0} role="region" aria-label={t('reports.today')}>
              <Table<Change>
                rowKey={({ table, id: row, figure }) => `${table} ${row} ${figure}`}
                dataSource={figures}
                className={styles['wide'] ?? ''}
                pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
                columns={[
                  {
                    title: t('reports.place'),
                    render: (_, { table, name }) =>
                      table === 'report' ? t('reports.whole') : `${t(`reports.leagues.${table as 'school'}`)} ${name}`,
                  },
                  { title: t('reports.figure'), render: (_, { figure }) => t(`reports.figures.${figure}`) },
                  {
                    title: t('reports.then'),
                    align: 'right',
                    render: (_, row) => figureText(language, row.unit, row.frozen),
                  },
                  {
                    title: t('reports.now'),
                    align: 'right',
                    render: (_, row) => figureText(language, row.unit, row.now),
                  },
                ]}
              />
            </div>
          )
        }
      </QueryView>
    </Card>
  );
}
