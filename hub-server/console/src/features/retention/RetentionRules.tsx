import { Button, Table } from 'antd';
import { useState } from 'react';
import { useWords } from '../../app/useWords';
import type { RetentionRule } from '../../api/types';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { QueryView } from '../../components/QueryView';
import { WideTable } from '../../components/WideTable';
import { perPage, useRetentionRules } from './queries';
import { TakeBackDialog } from './TakeBackDialog';

/** The rules that hold for what the session sees. */
export function RetentionRules({ until }: { until: string }) {
  const { t } = useWords();
  const [page, setPage] = useState(1);
  const [taken, setTaken] = useState<RetentionRule>();
  const rules = useRetentionRules(page);
  return (
    <Card title={t('retention.rules')} flush>
      <QueryView query={rules}>
        {({ items, total }) =>
          total === 0 ? (
            <EmptyState title={t('retention.none')} text={t('retention.noneText')} />
          ) : (
            <WideTable label={t('retention.rules')}>
              <Table<RetentionRule>
                rowKey="id"
                dataSource={items}
                pagination={{
                  current: page,
                  total,
                  pageSize: perPage,
                  hideOnSinglePage: true,
                  showSizeChanger: false,
                  onChange: setPage,
                }}
                columns={[
                  {
                    title: t('retention.place'),
                    render: (_, { placeId, placeName }) => (placeId ? placeName : t('reports.all')),
                  },
                  {
                    title: t('visibility.who'),
                    render: (_, { visibility }) => (visibility ? t(`visibility.${visibility}`) : t('retention.others')),
                  },
                  {
                    title: t('retention.kept'),
                    render: (_, { days }) =>
                      typeof days === 'number' ? t('retention.days', { count: days }) : t('retention.forEver'),
                  },
                  { title: t('reports.setBy'), render: (_, { madeBy }) => madeBy },
                  {
                    title: <span className="visually-hidden">{t('table.actions')}</span>,
                    align: 'right',
                    render: (_, rule) => (
                      <Button size="small" onClick={() => setTaken(rule)}>
                        {t('retention.takeBack')}
                      </Button>
                    ),
                  },
                ]}
              />
            </WideTable>
          )
        }
      </QueryView>
      {taken && <TakeBackDialog rule={taken} until={until} onClose={() => setTaken(undefined)} />}
    </Card>
  );
}
