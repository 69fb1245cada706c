import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Space, Table } from 'antd';
import { useState } from 'react';
import type { Webhook } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { StatusTag } from '../../components/StatusTag';
import { useProblemText } from '../../components/useProblemText';
import { ScopeName } from '../fleet/ScopeName';
import { DeliveryDrawer } from './DeliveryDrawer';
import { useWebhookAction, useWebhooks, type WebhookAction } from './queries';
import { WebhookDialog } from './WebhookDialog';

const pageSize = 50;

/** Programs elsewhere that are told of linked lessons. */
export function WebhooksPage() {
  const { t } = useWords();
  const [page, setPage] = useState(1);
  const [creating, setCreating] = useState(false);
  const [log, setLog] = useState<Webhook>();
  const webhooks = useWebhooks(page);
  const create = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setCreating(true)}>
      {t('webhooks.create')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t('webhooks.title')}
        note={t('webhooks.note')}
        path={[{ title: t('lessons.title'), to: '/lessons' }]}
        actions={create}
      />
      <Card flush>
        <QueryView query={webhooks}>
          {({ items, total }) =>
            total === 0 ? (
              <EmptyState title={t('webhooks.empty')} text={t('webhooks.emptyText')} action={create} />
            ) : (
              <Table<Webhook>
                rowKey="id"
                dataSource={items}
                scroll={{ x: 'max-content' }}
                pagination={{ current: page, total, pageSize, onChange: setPage, hideOnSinglePage: true }}
                columns={[
                  { title: t('webhooks.name'), dataIndex: 'name' },
                  { title: t('webhooks.url'), dataIndex: 'url' },
                  { title: t('webhooks.scope'), render: (_, { scope }) => <ScopeName scope={scope} /> },
                  { title: t('webhooks.state'), render: (_, webhook) => <WebhookState webhook={webhook} /> },
                  {
                    title: t('table.actions'),
                    align: 'right',
                    render: (_, webhook) => <Actions webhook={webhook} onLog={() => setLog(webhook)} />,
                  },
                ]}
              />
            )
          }
        </QueryView>
      </Card>
      {creating && <WebhookDialog onClose={() => setCreating(false)} />}
      {log !== undefined && <DeliveryDrawer webhook={log} onClose={() => setLog(undefined)} />}
    </>
  );
}

function WebhookState({ webhook: { paused, deliveries } }: { webhook: Webhook }) {
  const { t } = useWords();
  return (
    <Space size="small" wrap>
      <StatusTag tone={paused ? 'grey' : 'green'} glyph={paused ? 'pause' : 'dot'}>
        {t(paused ? 'webhooks.paused' : 'webhooks.active')}
      </StatusTag>
      {deliveries.waiting > 0 && <span>{t('webhooks.waiting', { count: deliveries.waiting })}</span>}
      {deliveries.failed > 0 && <span>{t('webhooks.failed', { count: deliveries.failed })}</span>}
    </Space>
  );
}

function Actions({ webhook, onLog }: { webhook: Webhook; onLog: () => void }) {
  const { t } = useWords();
  const text = useProblemText();
  const { modal, message } = App.useApp();
  const act = useWebhookAction(webhook.id);
  const run = (action: WebhookAction) =>
    act.mutateAsync(action).catch((error: unknown) => void message.error(text(error)));
  const sure = () =>
    void modal.confirm({
      title: t('webhooks.deleteTitle', { name: webhook.name }),
      content: t('webhooks.deleteText'),
      okText: t('form.delete'),
      okButtonProps: { danger: true },
      onOk: () => run('delete'),
    });
  return (
    <Space>
      <Button size="small" onClick={onLog}>
        {t('webhooks.log')}
      </Button>
      <Button size="small" onClick={() => void run('ping').then(onLog)}>
        {t('webhooks.ping')}
      </Button>
      <Button size="small" onClick={() => void run(webhook.paused ? 'resume' : 'pause')}>
        {t(webhook.paused ? 'webhooks.resume' : 'webhooks.pause')}
      </Button>
      <Button size="small" danger onClick={sure}>
        {t('form.delete')}
      </Button>
    </Space>
  );
}
