import { App, Button, Table } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { ask, hub } from '../../api/client';
import type { Asset, AssetHistoryItem } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { Facts } from '../../components/Facts';
import { formatNumber } from '../../components/format';
import { Moment } from '../../components/Moment';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { useProblemText } from '../../components/useProblemText';
import { WideTable } from '../../components/WideTable';
import { AssetDialog } from './AssetDialog';
import { StateDialog, TransferDialog } from './AssetStepDialogs';
import { AssetStateTag } from './AssetStateTag';
import { CountHere } from './CountHere';
import { useAsset, useAssetChange } from './queries';
import { usePrice } from './usePrice';

/** One asset: what its label leads to. */
export function AssetPage() {
  const { assetId = '' } = useParams();
  const detail = useAsset(assetId);
  return (
    <QueryView query={detail} page>
      {({ asset, history, countedAt }) => (
        <>
          <Head asset={asset} />
          <CountHere asset={asset} />
          <Card>
            <AssetFacts asset={asset} countedAt={countedAt} />
          </Card>
          <History steps={history} />
        </>
      )}
    </QueryView>
  );
}

function Head({ asset }: { asset: Asset }) {
  const { t } = useWords();
  const [open, setOpen] = useState<'edit' | 'transfer' | 'state'>();
  const close = () => setOpen(undefined);
  return (
    <>
      <PageHeader
        title={asset.name}
        aside={<AssetStateTag state={asset.state} />}
        note={asset.code}
        path={[{ title: t('assets.title'), to: '/inventory' }]}
        actions={
          <>
            <Button onClick={() => setOpen('transfer')}>{t('assets.transfer')}</Button>
            <Button onClick={() => setOpen('state')}>{t('assets.changeState')}</Button>
            <Delete asset={asset} />
            <Button type="primary" onClick={() => setOpen('edit')}>
              {t('assets.edit')}
            </Button>
          </>
        }
      />
      {open === 'edit' && <AssetDialog asset={asset} onClose={close} />}
      {open === 'transfer' && <TransferDialog asset={asset} onClose={close} />}
      {open === 'state' && <StateDialog asset={asset} onClose={close} />}
    </>
  );
}

function Delete({ asset }: { asset: Asset }) {
  const { t } = useWords();
  const text = useProblemText();
  const navigate = useNavigate();
  const { modal, message } = App.useApp();
  const remove = useAssetChange(
    () => ask(hub.DELETE('/api/v1/assets/{id}', { params: { path: { id: asset.id } } })),
    () => void navigate('/inventory'),
    asset.id,
  );
  const start = () => {
    void modal.confirm({
      title: t('assets.deleteTitle', { name: asset.name }),
      content: t('assets.deleteText'),
      okText: t('form.delete'),
      cancelText: t('form.cancel'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutate(undefined, { onError: (error) => void message.error(text(error)) }),
    });
  };
  return (
    <Button danger loading={remove.isPending} onClick={start}>
      {t('form.delete')}
    </Button>
  );
}

function AssetFacts({ asset, countedAt }: { asset: Asset; countedAt: string | null }) {
  const { t } = useWords();
  const { language } = usePreferences();
  const price = usePrice();
  const told = (text: string) => (text === '' ? undefined : text);
  const place = [asset.regionName, asset.schoolName, asset.roomName].filter((name) => name !== null).join(' / ');
  return (
    <Facts
      facts={[
        { name: t('assets.kind'), value: asset.kind },
        {
          name: t('assets.place'),
          value: asset.roomId === null ? place : <Link to={`/rooms/${asset.roomId}`}>{place}</Link>,
        },
        { name: t('assets.maker'), value: told(asset.maker) },
        { name: t('assets.model'), value: told(asset.model) },
        { name: t('assets.serial'), value: told(asset.serial) },
        {
          name: t('assets.boughtOn'),
          value:
            asset.boughtOn === null
              ? undefined
              : `${asset.boughtOn}${asset.isBeyondLife ? ` · ${t('assets.beyondLife')}` : ''}`,
        },
        { name: t('assets.price'), value: asset.price === null ? undefined : price(asset.price) },
        { name: t('assets.supplier'), value: told(asset.supplier) },
        { name: t('assets.warrantyUntil'), value: asset.warrantyUntil ?? undefined },
        {
          name: t('assets.device'),
          value:
            asset.deviceId === null ? undefined : (
              <Link to={`/rooms/${asset.roomId ?? ''}/devices`}>{asset.deviceName ?? asset.deviceId}</Link>
            ),
        },
        {
          name: t('devices.hours'),
          value: asset.hours === null ? undefined : formatNumber(language, Math.round(asset.hours)),
        },
        {
          name: t('stockTake.lastCounted'),
          value: countedAt === null ? undefined : <Moment at={countedAt} show="short" />,
        },
        { name: t('assets.keeper'), value: told(asset.keeper) },
        { name: t('assets.note'), value: told(asset.note) },
      ]}
    />
  );
}

function History({ steps }: { steps: AssetHistoryItem[] }) {
  const { t } = useWords();
  const what = (item: AssetHistoryItem) => {
    if (item.step === 'transferred')
      return t('assetStep.transferred', { before: item.placeBefore, after: item.placeAfter });
    if (item.step === 'state' && item.stateBefore !== null && item.stateAfter !== null)
      return t('assetStep.state', {
        before: t(`assetState.${item.stateBefore}`),
        after: t(`assetState.${item.stateAfter}`),
      });
    return item.step === 'registered' ? t('assetStep.registered', { place: item.placeAfter }) : t('assetStep.changed');
  };
  return (
    <Card flush title={t('assets.history')}>
      <WideTable label={t('assets.history')}>
        <Table<AssetHistoryItem>
          rowKey={(item) => `${item.at} ${item.step} ${item.reason}`}
          dataSource={steps}
          pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
          columns={[
            { title: t('assets.on'), render: (_, { happenedOn }) => <span className="number">{happenedOn}</span> },
            { title: t('assets.what'), render: (_, item) => what(item) },
            { title: t('assets.reason'), render: (_, { reason }) => reason || '–' },
            { title: t('assets.caller'), dataIndex: 'caller' },
            { title: t('assets.writtenAt'), render: (_, { at }) => <Moment at={at} show="short" /> },
          ]}
        />
      </WideTable>
    </Card>
  );
}
