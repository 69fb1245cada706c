import { Table } from 'antd';
import type { Account, Page } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Moment } from '../../components/Moment';
import { StatusTag, type Glyph, type Tone } from '../../components/StatusTag';
import { AccountActions } from './AccountActions';
import { useRights } from './useRights';
import styles from './Accounts.module.css';

interface AccountTableProps {
  page: Page<Account>;
  loading: boolean;
  onPage: (page: number) => void;
}

const looks: Record<Account['state'], { tone: Tone; glyph: Glyph }> = {
  active: { tone: 'green', glyph: 'check' },
  disabled: { tone: 'red', glyph: 'cross' },
  invited: { tone: 'grey', glyph: 'ring' },
};

export function AccountTable({ page, loading, onPage }: AccountTableProps) {
  const { t } = useWords();
  const may = useRights()('manage-accounts');
  return (
    <Table<Account>
      rowKey="id"
      dataSource={page.items}
      loading={loading}
      scroll={{ x: 760 }}
      pagination={{
        current: page.page,
        total: page.total,
        pageSize: page.pageSize,
        onChange: onPage,
        showSizeChanger: false,
        hideOnSinglePage: true,
      }}
      columns={[
        { title: t('accounts.name'), dataIndex: 'name' },
        {
          title: t('accounts.roles'),
          render: (_, { roles }) =>
            roles.map(({ role, place, placeName }) => (
              <div key={`${role} ${place.id ?? ''}`}>
                {t(`role.${role}`)}{' '}
                <span className={styles['soft']}>{place.kind === 'hub' ? t('scope.hub') : placeName}</span>
              </div>
            )),
        },
        {
          title: t('accounts.state'),
          width: 130,
          render: (_, { state }) => <StatusTag {...looks[state]}>{t(`accountState.${state}`)}</StatusTag>,
        },
        {
          title: t('accounts.secondFactor'),
          width: 110,
          render: (_, { secondFactor }) => (secondFactor ? t('accounts.on') : t('accounts.off')),
        },
        {
          title: t('accounts.lastUsed'),
          width: 150,
          render: (_, { lastUsedAt }) =>
            lastUsedAt === null ? (
              <span className={styles['soft']}>{t('accounts.notSignedIn')}</span>
            ) : (
              <Moment at={lastUsedAt} />
            ),
        },
        {
          title: <span className="visually-hidden">{t('table.actions')}</span>,
          align: 'right',
          width: 64,
          render: (_, account) => may && <AccountActions account={account} />,
        },
      ]}
    />
  );
}
