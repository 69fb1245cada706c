import { Button, Table } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { ask, hub } from '../../api/client';
import type { StockTake } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { FormDialog } from '../../components/FormDialog';
import { formatNumber } from '../../components/format';
import { Moment } from '../../components/Moment';
import { PageHeader } from '../../components/PageHeader';
import { pageOf, withPage } from '../../components/paging';
import { QueryView } from '../../components/QueryView';
import { StatusTag } from '../../components/StatusTag';
import { WideTable } from '../../components/WideTable';
import { AssetPlaceFields, placeOf, type PlaceForm } from './AssetPlaceFields';
import { useAssetChange, useStockTakes } from './queries';

/** 盘点: those that go on and those that were. */
export function StockTakesPage() {
  const { t } = useWords();
  const { language } = usePreferences();
  const [search, setSearch] = useSearchParams();
  const [starting, setStarting] = useState(false);
  const page = pageOf(search);
  const takes = useStockTakes({ page, pageSize: 20 });
  const count = (key: 'expected' | 'found' | 'missing' | 'elsewhere' | 'unknown') => ({
    title: t(`stockTake.${key}`),
    align: 'right' as const,
    render: (_: unknown, take: StockTake) => <span className="number">{formatNumber(language, take[key])}</span>,
  });
  return (
    <>
      <PageHeader
        title={t('stockTake.title')}
        note={t('stockTake.note')}
        path={[{ title: t('assets.title'), to: '/inventory' }]}
        actions={
          <Button type="primary" onClick={() => setStarting(true)}>
            {t('stockTake.start')}
          </Button>
        }
      />
      <Card flush>
        <QueryView query={takes}>
          {({ items, total, pageSize }) =>
            total === 0 ? (
              <EmptyState title={t('stockTake.none')} text={t('stockTake.noneText')} />
            ) : (
              <WideTable label={t('stockTake.title')}>
                <Table<StockTake>
                  rowKey="id"
                  dataSource={items}
                  pagination={{
                    current: page,
                    total,
                    pageSize,
                    onChange: (next) => setSearch(withPage(search, next)),
                    hideOnSinglePage: true,
                    showSizeChanger: false,
                  }}
                  columns={[
                    {
                      title: t('assets.place'),
                      render: (_, { id, place }) => <Link to={`/inventory/stock-takes/${id}`}>{place}</Link>,
                    },
                    { title: t('filters.state'), render: (_, take) => <TakeState take={take} /> },
                    count('expected'),
                    count('found'),
                    count('missing'),
                    count('elsewhere'),
                    count('unknown'),
                    { title: t('stockTake.by'), dataIndex: 'startedBy' },
                    {
                      title: t('stockTake.startedAt'),
                      render: (_, { startedAt }) => <Moment at={startedAt} show="short" />,
                    },
                  ]}
                />
              </WideTable>
            )
          }
        </QueryView>
      </Card>
      {starting && <StartDialog onClose={() => setStarting(false)} />}
    </>
  );
}

export function TakeState({ take }: { take: StockTake }) {
  const { t } = useWords();
  return take.finishedAt === null ? (
    <StatusTag tone="blue" glyph="dot">
      {t('stockTake.goesOn')}
    </StatusTag>
  ) : (
    <StatusTag tone="grey" glyph="check">
      {t('stockTake.finished')}
    </StatusTag>
  );
}

function StartDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const save = useAssetChange(
    (values: PlaceForm) => ask(hub.POST('/api/v1/stock-takes', { body: placeOf(values) })),
    ({ id }) => void navigate(`/inventory/stock-takes/${id}`),
  );
  return (
    <FormDialog<PlaceForm, PlaceForm>
      title={t('stockTake.start')}
      initial={{}}
      save={save}
      toBody={(values) => values}
      okText={t('stockTake.start')}
      onClose={onClose}
    >
      <AssetPlaceFields />
    </FormDialog>
  );
}
