import { Table } from 'antd';
import { Link, useSearchParams } from 'react-router';
import type { FrozenReport } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { Moment } from '../../components/Moment';
import { PageHeader } from '../../components/PageHeader';
import { pageOf, withPage } from '../../components/paging';
import { QueryView } from '../../components/QueryView';
import { useFrozenReports } from './queries';
import styles from './Reports.module.css';

/** Reports as they were, signed. */
export function FrozenReportsPage() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const reports = useFrozenReports(pageOf(search));
  return (
    <>
      <PageHeader
        title={t('reports.frozen')}
        note={t('reports.frozenNote')}
        path={[{ title: t('reports.title'), to: '/reports' }]}
      />
      <Card flush>
        <QueryView query={reports}>
          {(page) =>
            page.total === 0 ? (
              <EmptyState title={t('reports.noFrozen')} text={t('reports.noFrozenText')} />
            ) : (
              // Scrolled by keys, too.
              // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
              <div className={styles['scrolls']} tabIndex={0} role="region" aria-label={t('reports.frozen')}>
                <Table<FrozenReport>
                  rowKey="id"
                  dataSource={page.items}
                  className={styles['wide'] ?? ''}
                  pagination={{
                    current: page.page,
                    total: page.total,
                    pageSize: page.pageSize,
                    hideOnSinglePage: true,
                    showSizeChanger: false,
                    onChange: (next) => setSearch((before) => withPage(before, next)),
                  }}
                  columns={[
                    {
                      title: t('reports.name'),
                      render: (_, { id, title }) => <Link to={`/reports/frozen/${id}`}>{title}</Link>,
                    },
                    { title: t('reports.place'), render: (_, { placeName }) => placeName || t('reports.all') },
                    {
                      title: t('reports.period'),
                      render: (_, { from, to }) => <span className="number">{`${from} – ${to}`}</span>,
                    },
                    { title: t('reports.frozenAt'), render: (_, { madeAt }) => <Moment at={madeAt} show="short" /> },
                    { title: t('reports.setBy'), render: (_, { madeBy }) => madeBy },
                  ]}
                />
              </div>
            )
          }
        </QueryView>
      </Card>
    </>
  );
}
