import { App, Button, Progress, Segmented, Table } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { ask, hub } from '../../api/client';
import type { StockOutcome, StockTake, StockTakeItem } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { Moment } from '../../components/Moment';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { useProblemText } from '../../components/useProblemText';
import { WideTable } from '../../components/WideTable';
import { CountForm } from './CountForm';
import { useAssetChange, useStockTake, useStockTakeItems } from './queries';
import { TakeState } from './StockTakesPage';

const outcomes: readonly StockOutcome[] = ['missing', 'found', 'elsewhere', 'unknown'];

/** One stock-take, made to be held in one hand: codes are scanned or typed, and what is left is seen. */
export function StockTakePage() {
  const { takeId = '' } = useParams();
  const query = useStockTake(takeId);
  return (
    <QueryView query={query} page>
      {(take) => <Take take={take} />}
    </QueryView>
  );
}

function Take({ take }: { take: StockTake }) {
  const { t } = useWords();
  const [outcome, setOutcome] = useState<StockOutcome>('missing');
  const counted = take.expected - take.missing;
  const share = take.expected === 0 ? 100 : Math.floor((counted / take.expected) * 100);
  return (
    <>
      <PageHeader
        title={take.place}
        aside={<TakeState take={take} />}
        path={[
          { title: t('assets.title'), to: '/inventory' },
          { title: t('stockTake.title'), to: '/inventory/stock-takes' },
        ]}
        actions={take.finishedAt === null && <Finish take={take} />}
      />
      <Card>
        <p style={{ margin: 0 }}>{t('stockTake.progress', { counted, expected: take.expected })}</p>
        <Progress percent={share} aria-label={t('stockTake.progress', { counted, expected: take.expected })} />
        {take.finishedAt === null && <CountForm take={take} />}
      </Card>
      <div style={{ overflowX: 'auto', margin: '14px 0' }}>
        <Segmented<StockOutcome>
          aria-label={t('stockTake.outcome')}
          value={outcome}
          onChange={setOutcome}
          options={outcomes.map((value) => ({ value, label: `${t(`stockTake.${value}`)} ${take[value]}` }))}
        />
      </div>
      <Items key={outcome} take={take} outcome={outcome} />
    </>
  );
}

function Items({ take, outcome }: { take: StockTake; outcome: StockOutcome }) {
  const { t } = useWords();
  const [page, setPage] = useState(1);
  const items = useStockTakeItems(take.id, outcome, page);
  return (
    <Card flush>
      <QueryView query={items}>
        {({ items: rows, total, pageSize }) =>
          total === 0 ? (
            <EmptyState title={t('stockTake.nothing')} />
          ) : (
            <WideTable label={t(`stockTake.${outcome}`)}>
              <Table<StockTakeItem>
                rowKey="number"
                size="small"
                dataSource={rows}
                pagination={{
                  current: page,
                  total,
                  pageSize,
                  onChange: setPage,
                  hideOnSinglePage: true,
                  showSizeChanger: false,
                }}
                columns={[
                  {
                    title: t('assets.code'),
                    render: (_, { assetId, code }) =>
                      assetId === null ? code : <Link to={`/inventory/${assetId}`}>{code}</Link>,
                  },
                  { title: t('assets.name'), render: (_, { name }) => name || '–' },
                  { title: t('stockTake.registered'), render: (_, item) => item.registeredPlace || '–' },
                  ...(outcome === 'missing'
                    ? []
                    : [
                        {
                          title: t('stockTake.foundAt'),
                          render: (_: unknown, item: StockTakeItem) => item.foundPlace || '–',
                        },
                        {
                          title: t('stockTake.counted'),
                          render: (_: unknown, { countedAt, countedBy }: StockTakeItem) =>
                            countedAt !== null && (
                              <>
                                {countedBy} <Moment at={countedAt} show="short" />
                              </>
                            ),
                        },
                      ]),
                  ...(outcome === 'missing' || take.finishedAt !== null
                    ? []
                    : [
                        {
                          title: t('table.actions'),
                          render: (_: unknown, item: StockTakeItem) => <Forget take={take} item={item} />,
                        },
                      ]),
                ]}
              />
            </WideTable>
          )
        }
      </QueryView>
    </Card>
  );
}

function Forget({ take, item }: { take: StockTake; item: StockTakeItem }) {
  const { t } = useWords();
  const text = useProblemText();
  const { message } = App.useApp();
  const path = { id: take.id, number: String(item.number) };
  const forget = useAssetChange(
    () => ask(hub.DELETE('/api/v1/stock-takes/{id}/counts/{number}', { params: { path } })),
    () => undefined,
  );
  const start = () => forget.mutate(undefined, { onError: (error) => void message.error(text(error)) });
  return (
    <Button
      size="small"
      loading={forget.isPending}
      onClick={start}
      aria-label={t('stockTake.forgetOf', { code: item.code })}
    >
      {t('stockTake.forget')}
    </Button>
  );
}

function Finish({ take }: { take: StockTake }) {
  const { t } = useWords();
  const text = useProblemText();
  const { modal, message } = App.useApp();
  const finish = useAssetChange(
    () => ask(hub.POST('/api/v1/stock-takes/{id}/finish', { params: { path: { id: take.id } } })),
    () => undefined,
  );
  const start = () => {
    void modal.confirm({
      title: t('stockTake.finishTitle'),
      content: t('stockTake.finishText', { missing: take.missing }),
      okText: t('stockTake.finish'),
      cancelText: t('form.cancel'),
      onOk: () => finish.mutate(undefined, { onError: (error) => void message.error(text(error)) }),
    });
  };
  return (
    <Button loading={finish.isPending} onClick={start}>
      {t('stockTake.finish')}
    </Button>
  );
}
