import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Space, Table } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { NoticeWish, OwnNotice } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { StatusTag } from '../../components/StatusTag';
import { useProblemText } from '../../components/useProblemText';
import { Allowed } from '../accounts/Allowed';
import { DeliveryTable } from './DeliveryTable';
import { NoticeDialog } from './NoticeDialog';
import { useDeleteNotice, useOfferedChannels, useOwnDeliveries, useOwnNotices, useSaveNotice } from './queries';
import { useWishWords } from './useWishWords';

/** What I am told, by which way, and when; every role has it. */
export function MyNoticesPage() {
  const { t } = useWords();
  const notices = useOwnNotices();
  const channels = useOfferedChannels();
  const [open, setOpen] = useState<OwnNotice | 'new'>();
  const add = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setOpen('new')}>
      {t('notices.add')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t('notices.title')}
        note={t('notices.note')}
        actions={
          <Space wrap>
            <Allowed right="connect-programs">
              <Link to="/notices/channels">{t('notices.channels')}</Link>
            </Allowed>
            {channels.data !== undefined && channels.data.length > 0 && add}
          </Space>
        }
      />
      <Card flush>
        <QueryView query={notices}>
          {(items) =>
            items.length > 0 ? (
              <NoticeTable items={items} onChange={setOpen} />
            ) : channels.data?.length === 0 ? (
              <EmptyState title={t('notices.noChannel')} text={t('notices.noChannelText')} />
            ) : (
              <EmptyState title={t('notices.empty')} text={t('notices.emptyText')} />
            )
          }
        </QueryView>
      </Card>
      <OwnDeliveries />
      {open !== undefined && channels.data !== undefined && (
        <NoticeDialog
          notice={open === 'new' ? undefined : open}
          channels={channels.data}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  );
}

function NoticeTable({ items, onChange }: { items: OwnNotice[]; onChange: (notice: OwnNotice) => void }) {
  const { t } = useWords();
  const words = useWishWords();
  return (
    <Table<OwnNotice>
      rowKey="id"
      dataSource={items}
      scroll={{ x: 'max-content' }}
      pagination={false}
      columns={[
        {
          title: t('notices.channel'),
          render: (_, { channelKind, channelName, wish }) => (
            <>
              {t(`noticeKind.${channelKind}`)} · {channelName}
              {wish.address !== '' && <div>{wish.address}</div>}
            </>
          ),
        },
        { title: t('notices.what'), render: (_, { wish }) => words.what(wish) },
        { title: t('notices.quiet'), render: (_, { wish }) => words.quiet(wish) },
        { title: t('notices.state'), render: (_, { wish }) => <WishState wish={wish} /> },
        {
          title: t('table.actions'),
          align: 'right',
          render: (_, notice) => <Actions notice={notice} onChange={() => onChange(notice)} />,
        },
      ]}
    />
  );
}

function WishState({ wish: { paused } }: { wish: NoticeWish }) {
  const { t } = useWords();
  return (
    <StatusTag tone={paused ? 'grey' : 'green'} glyph={paused ? 'pause' : 'dot'}>
      {t(paused ? 'notices.paused' : 'notices.active')}
    </StatusTag>
  );
}

function Actions({ notice, onChange }: { notice: OwnNotice; onChange: () => void }) {
  const { t } = useWords();
  const text = useProblemText();
  const { modal, message } = App.useApp();
  const save = useSaveNotice(notice.id, () => undefined);
  const remove = useDeleteNotice(notice.id);
  const onError = (error: Error) => void message.error(text(error));
  const sure = () =>
    void modal.confirm({
      title: t('notices.deleteTitle', { name: notice.channelName }),
      okText: t('form.delete'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync().catch(onError),
    });
  return (
    <Space>
      <Button size="small" onClick={onChange}>
        {t('notices.edit')}
      </Button>
      <Button size="small" onClick={() => save.mutate({ ...notice.wish, paused: !notice.wish.paused }, { onError })}>
        {t(notice.wish.paused ? 'notices.resume' : 'notices.pause')}
      </Button>
      <Button size="small" danger onClick={sure}>
        {t('form.delete')}
      </Button>
    </Space>
  );
}

function OwnDeliveries() {
  const { t } = useWords();
  const [page, setPage] = useState(1);
  const deliveries = useOwnDeliveries(page);
  return (
    <Card title={t('notices.sentToMe')} flush>
      <QueryView query={deliveries}>
        {(found) =>
          found.total === 0 ? (
            <EmptyState title={t('notices.nothingSent')} />
          ) : (
            <DeliveryTable page={found} onPage={setPage} own />
          )
        }
      </QueryView>
    </Card>
  );
}
