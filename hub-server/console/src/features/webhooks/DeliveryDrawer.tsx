import { App, Button, Drawer, Table } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Webhook, WebhookDelivery } from '../../api/types';
import { useWords } from '../../app/useWords';
import { EmptyState } from '../../components/EmptyState';
import { Moment } from '../../components/Moment';
import { QueryView } from '../../components/QueryView';
import { StatusTag, type Glyph, type Tone } from '../../components/StatusTag';
import { useProblemText } from '../../components/useProblemText';
import { useDeliveries, useReplay } from './queries';

const looks: Record<
  WebhookDelivery['state'],
  [Tone, Glyph, 'deliveryWaiting' | 'deliveryDelivered' | 'deliveryFailed']
> = {
  waiting: ['blue', 'ring', 'deliveryWaiting'],
  delivered: ['green', 'check', 'deliveryDelivered'],
  failed: ['red', 'cross', 'deliveryFailed'],
};

/** What a webhook was sent, newest first; any of it can be sent again. */
export function DeliveryDrawer({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useWords();
  const [page, setPage] = useState(1);
  const deliveries = useDeliveries(webhook.id, page);
  return (
    <Drawer open title={t('webhooks.logOf', { name: webhook.name })} size="large" onClose={onClose}>
      <QueryView query={deliveries}>
        {({ items, total, pageSize }) =>
          total === 0 ? (
            <EmptyState title={t('webhooks.logEmpty')} />
          ) : (
            <Table<WebhookDelivery>
              rowKey="id"
              dataSource={items}
              scroll={{ x: 'max-content' }}
              pagination={{ current: page, total, pageSize, onChange: setPage, hideOnSinglePage: true }}
              columns={[
                { title: t('webhooks.at'), render: (_, { createdAt }) => <Moment at={createdAt} show="short" /> },
                { title: t('webhooks.event'), render: (_, delivery) => <EventName delivery={delivery} /> },
                { title: t('webhooks.state'), render: (_, { state }) => <DeliveryTag state={state} /> },
                { title: t('webhooks.attempts'), dataIndex: 'attempts', align: 'right' },
                {
                  title: t('webhooks.answer'),
                  render: (_, { status, errorCode }) => [status, errorCode].filter((part) => part !== null).join(' · '),
                },
                {
                  title: t('table.actions'),
                  align: 'right',
                  render: (_, { id, state }) => state !== 'waiting' && <Replay webhookId={webhook.id} id={id} />,
                },
              ]}
            />
          )
        }
      </QueryView>
    </Drawer>
  );
}

function EventName({ delivery: { event, lessonId } }: { delivery: WebhookDelivery }) {
  return lessonId === null ? <code>{event}</code> : <Link to={`/lessons/${lessonId}`}>{event}</Link>;
}

function DeliveryTag({ state }: { state: WebhookDelivery['state'] }) {
  const { t } = useWords();
  const [tone, glyph, word] = looks[state];
  return (
    <StatusTag tone={tone} glyph={glyph}>
      {t(`webhooks.${word}`)}
    </StatusTag>
  );
}

function Replay({ webhookId, id }: { webhookId: string; id: string }) {
  const { t } = useWords();
  const text = useProblemText();
  const { message } = App.useApp();
  const replay = useReplay(webhookId);
  return (
    <Button
      size="small"
      loading={replay.isPending}
      onClick={() => replay.mutate(id, { onError: (error) => void message.error(text(error)) })}
    >
      {t('webhooks.replay')}
    </Button>
  );
}
