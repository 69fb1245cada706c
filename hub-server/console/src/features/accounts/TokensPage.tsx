import { PlusOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Table } from 'antd';
import { useState } from 'react';
import { useWords } from '../../app/useWords';
import { ask, hub } from '../../api/client';
import type { Token } from '../../api/types';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { Moment } from '../../components/Moment';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { useProblemText } from '../../components/useProblemText';
import { ScopeName } from '../fleet/ScopeName';
import { NewTokenDialog } from './NewTokenDialog';

const tokensKey = ['tokens'] as const;

export function TokensPage() {
  const { t } = useWords();
  const [creating, setCreating] = useState(false);
  const [page, setPage] = useState(1);
  const tokens = useQuery({
    queryKey: [...tokensKey, page],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/tokens', { params: { query: { page, pageSize: 50 } }, signal })),
  });
  const create = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setCreating(true)}>
      {t('tokens.create')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('tokens.title')} note={t('tokens.note')} actions={create} />
      <Card flush>
        <QueryView query={tokens}>
          {({ items, total }) =>
            total === 0 ? (
              <EmptyState title={t('tokens.empty')} text={t('tokens.emptyText')} action={create} />
            ) : (
              <TokenTable
                tokens={items}
                paging={{ current: page, total, pageSize: 50, onChange: setPage, hideOnSinglePage: true }}
              />
            )
          }
        </QueryView>
      </Card>
      {creating && <NewTokenDialog onClose={() => setCreating(false)} />}
    </>
  );
}

interface Paging {
  current: number;
  total: number;
  pageSize: number;
  onChange: (page: number) => void;
  hideOnSinglePage: boolean;
}

function TokenTable({ tokens, paging }: { tokens: Token[]; paging: Paging }) {
  const { t } = useWords();
  return (
    <Table<Token>
      rowKey="id"
      dataSource={tokens}
      pagination={paging}
      columns={[
        { title: t('tokens.name'), dataIndex: 'name' },
        { title: t('tokens.scope'), render: (_, token) => <ScopeName scope={token.scope} /> },
        {
          title: t('tokens.roles'),
          render: (_, token) => token.roles.map((role) => <div key={role}>{t(`role.${role}`)}</div>),
        },
        { title: t('tokens.created'), render: (_, token) => <Moment at={token.createdAt} show="both" /> },
        {
          title: t('tokens.lastUsed'),
          render: (_, { lastUsedAt }) => (lastUsedAt === null ? t('tokens.never') : <Moment at={lastUsedAt} />),
        },
        {
          title: t('tokens.expires'),
          render: (_, { expiresAt }) =>
            expiresAt === null ? t('tokens.noExpiry') : <Moment at={expiresAt} show="both" />,
        },
        { title: t('table.actions'), align: 'right', width: 110, render: (_, token) => <Revoke token={token} /> },
      ]}
    />
  );
}

function Revoke({ token }: { token: Token }) {
  const { t } = useWords();
  const text = useProblemText();
  const { modal, message } = App.useApp();
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => ask(hub.DELETE('/api/v1/tokens/{id}', { params: { path: { id: token.id } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: tokensKey }),
    onError: (error) => void message.error(text(error)),
  });
  const sure = () =>
    void modal.confirm({
      title: t('tokens.revokeTitle', { name: token.name }),
      content: t('tokens.revokeText'),
      okText: t('tokens.revoke'),
      okButtonProps: { danger: true },
      onOk: () => revoke.mutateAsync().catch(() => undefined),
    });
  return (
    <Button size="small" danger onClick={sure}>
      {t('tokens.revoke')}
    </Button>
  );
}
