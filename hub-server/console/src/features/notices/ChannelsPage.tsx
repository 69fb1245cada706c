import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Space, Table } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { NoticeChannel } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { PageHeader } from '../../components/PageHeader';
import { pageOf, withPage } from '../../components/paging';
import { QueryView } from '../../components/QueryView';
import { StatusTag } from '../../components/StatusTag';
import { useProblemText } from '../../components/useProblemText';
import { ScopeName } from '../fleet/ScopeName';
import { ChannelDialog } from './ChannelDialog';
import { ChannelRuleDialog } from './ChannelRuleDialog';
import { channelsPerPage, useChangeChannel, useDeleteChannel, useNoticeChannels } from './queries';
import { TestDialog } from './TestDialog';
import { useWishWords } from './useWishWords';
import styles from './Notices.module.css';

type Opened = { dialog: 'edit' | 'rule' | 'test'; channel: NoticeChannel } | { dialog: 'new' };

/** Mail servers, robots of groups and programs that notices go to. */
export function ChannelsPage() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const [open, setOpen] = useState<Opened>();
  const page = pageOf(search);
  const channels = useNoticeChannels(page);
  const close = () => setOpen(undefined);
  const create = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setOpen({ dialog: 'new' })}>
      {t('notices.newChannel')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t('notices.channels')}
        note={t('notices.channelsNote')}
        path={[{ title: t('notices.title'), to: '/notices' }]}
        actions={
          <Space wrap>
            <Link to="/notices/deliveries">{t('notices.deliveries')}</Link>
            {create}
          </Space>
        }
      />
      <Card flush>
        <QueryView query={channels}>
          {({ items, total }) =>
            total === 0 ? (
              <EmptyState title={t('notices.noChannels')} text={t('notices.noChannelsText')} />
            ) : (
              <Table<NoticeChannel>
                rowKey="id"
                dataSource={items}
                scroll={{ x: 'max-content' }}
                pagination={{
                  current: page,
                  total,
                  pageSize: channelsPerPage,
                  onChange: (next) => setSearch(withPage(search, next)),
                  hideOnSinglePage: true,
                  showSizeChanger: false,
                }}
                columns={[
                  {
                    title: t('notices.name'),
                    render: (_, { name, scope }) => (
                      <>
                        {name}
                        <div>
                          <ScopeName scope={scope} />
                        </div>
                      </>
                    ),
                  },
                  {
                    title: t('notices.leadsTo'),
                    render: (_, { kind, address }) => (
                      <div className={styles['address']}>
                        {t(`noticeKind.${kind}`)}
                        <div>{address}</div>
                      </div>
                    ),
                  },
                  { title: t('notices.gets'), render: (_, channel) => <Gets channel={channel} /> },
                  { title: t('notices.state'), render: (_, channel) => <ChannelState channel={channel} /> },
                  {
                    title: t('table.actions'),
                    align: 'right',
                    render: (_, channel) => (
                      <Actions channel={channel} onOpen={(dialog) => setOpen({ dialog, channel })} />
                    ),
                  },
                ]}
              />
            )
          }
        </QueryView>
      </Card>
      {open?.dialog === 'new' && <ChannelDialog channel={undefined} onClose={close} />}
      {open?.dialog === 'edit' && <ChannelDialog channel={open.channel} onClose={close} />}
      {open?.dialog === 'rule' && <ChannelRuleDialog channel={open.channel} onClose={close} />}
      {open?.dialog === 'test' && <TestDialog channel={open.channel} onClose={close} />}
    </>
  );
}

function Gets({ channel: { kind, rule } }: { channel: NoticeChannel }) {
  const { t } = useWords();
  const words = useWishWords();
  if (kind === 'mail') return t('notices.everybodyChooses');
  return rule === null ? t('notices.nothingYet') : words.what(rule.wish);
}

function ChannelState({ channel: { id, paused, deliveries } }: { channel: NoticeChannel }) {
  const { t } = useWords();
  const list = (state: string) => `/notices/deliveries?channel=${id}&state=${state}`;
  return (
    <Space size="small" wrap>
      <StatusTag tone={paused ? 'grey' : 'green'} glyph={paused ? 'pause' : 'dot'}>
        {t(paused ? 'notices.paused' : 'notices.active')}
      </StatusTag>
      {deliveries.waiting > 0 && (
        <Link to={list('waiting')}>{t('webhooks.waiting', { count: deliveries.waiting })}</Link>
      )}
      {deliveries.failed > 0 && <Link to={list('failed')}>{t('webhooks.failed', { count: deliveries.failed })}</Link>}
    </Space>
  );
}

function Actions({ channel, onOpen }: { channel: NoticeChannel; onOpen: (dialog: 'edit' | 'rule' | 'test') => void }) {
  const { t } = useWords();
  const text = useProblemText();
  const { modal, message } = App.useApp();
  const change = useChangeChannel(channel.id);
  const remove = useDeleteChannel(channel.id);
  const onError = (error: Error) => void message.error(text(error));
  const sure = () =>
    void modal.confirm({
      title: t('notices.deleteTitle', { name: channel.name }),
      content: t('notices.deleteChannelText'),
      okText: t('form.delete'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync().catch(onError),
    });
  return (
    <Space>
      <Button size="small" onClick={() => onOpen('test')}>
        {t('notices.test')}
      </Button>
      {channel.kind !== 'mail' && (
        <Button size="small" onClick={() => onOpen('rule')}>
          {t('notices.gets')}
        </Button>
      )}
      <Button size="small" onClick={() => onOpen('edit')}>
        {t('notices.edit')}
      </Button>
      <Button size="small" onClick={() => change.mutate({ paused: !channel.paused }, { onError })}>
        {t(channel.paused ? 'notices.resume' : 'notices.pause')}
      </Button>
      <Button size="small" danger onClick={sure}>
        {t('form.delete')}
      </Button>
    </Space>
  );
}
