import { Alert, Button } from 'antd';
import { ask, hub } from '../../api/client';
import type { Asset, StockTake } from '../../api/types';
import { useWords } from '../../app/useWords';
import { useProblemText } from '../../components/useProblemText';
import { useAssetChange, useStockTakes } from './queries';

/** For who came here by the label and the phone's own camera: counts the asset in a stock-take that goes on. */
export function CountHere({ asset }: { asset: Asset }) {
  const takes = useStockTakes({ open: true, page: 1, pageSize: 5 });
  return (
    <>
      {(takes.data?.items ?? []).map((take) => (
        <CountIn key={take.id} asset={asset} take={take} />
      ))}
    </>
  );
}

function CountIn({ asset, take }: { asset: Asset; take: StockTake }) {
  const { t } = useWords();
  const text = useProblemText();
  const count = useAssetChange(
    () =>
      ask(
        hub.POST('/api/v1/stock-takes/{id}/counts', {
          params: { path: { id: take.id } },
          body: { code: asset.code },
        }),
      ),
    () => undefined,
  );
  const title = count.isError
    ? text(count.error)
    : count.data === undefined
      ? t('stockTake.goesOnAt', { place: take.place })
      : t('stockTake.countedIn', { place: take.place, outcome: t(`stockTake.${count.data.item.outcome}`) });
  return (
    <Alert
      type={count.isError ? 'error' : count.data === undefined ? 'info' : 'success'}
      showIcon
      title={title}
      style={{ marginBottom: 12 }}
      action={
        count.data === undefined && (
          <Button type="primary" loading={count.isPending} onClick={() => count.mutate(undefined)}>
            {t('stockTake.countHere')}
          </Button>
        )
      }
    />
  );
}
