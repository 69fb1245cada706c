import { PlusOutlined } from '@ant-design/icons';
import { Button, Space } from 'antd';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { Role } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { FilterBar, FilterSlot } from '../../components/FilterBar';
import { NamedSelect } from '../../components/NamedSelect';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { withPage } from '../../components/paging';
import { SchoolFilter } from '../fleet/PlaceFilters';
import { NewAccountDialog } from './AccountDialogs';
import {
  accountQuery,
  accountStates,
  isNarrowed,
  readAccounts,
  roles,
  writeAccounts,
  type AccountFilters,
  type AccountState,
} from './accountFilters';
import { AccountTable } from './AccountTable';
import { Allowed } from './Allowed';
import { useAccounts } from './queries';

/** People's accounts: who may do what, and where. */
export function AccountsPage() {
  const { t } = useWords();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const [creating, setCreating] = useState(false);
  const filters = readAccounts(search);
  const accounts = useAccounts(accountQuery(filters));
  const change = (part: Partial<AccountFilters>) => setSearch(writeAccounts({ ...filters, page: 1, ...part }));
  const create = (
    <Allowed right="manage-accounts">
      <Space wrap>
        <Button onClick={() => void navigate('/accounts/import')}>{t('accountImport.title')}</Button>
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setCreating(true)}>
          {t('accounts.create')}
        </Button>
      </Space>
    </Allowed>
  );
  return (
    <>
      <PageHeader title={t('accounts.title')} note={t('accounts.note')} actions={create} />
      <FilterBar
        search={t('accounts.search')}
        text={filters.q}
        onText={(q) => change({ q })}
        narrowed={isNarrowed(filters)}
        onClear={() => setSearch({})}
      >
        <FilterSlot>
          <NamedSelect
            label={t('accounts.role')}
            allowClear
            placeholder={t('accounts.everyRole')}
            value={filters.role ?? null}
            onChange={(role?: Role | null) => change({ role: role ?? undefined })}
            options={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
            style={{ width: '100%' }}
          />
        </FilterSlot>
        <SchoolFilter school={filters.school} onChange={change} />
        <FilterSlot>
          <NamedSelect
            label={t('accounts.state')}
            allowClear
            placeholder={t('accounts.everyState')}
            value={filters.state ?? null}
            onChange={(state?: AccountState | null) => change({ state: state ?? undefined })}
            options={accountStates.map((value) => ({ value, label: t(`accountState.${value}`) }))}
            style={{ width: '100%' }}
          />
        </FilterSlot>
      </FilterBar>
      <Card flush>
        <QueryView query={accounts}>
          {(page) =>
            page.total > 0 ? (
              <AccountTable
                page={page}
                loading={accounts.isPlaceholderData}
                onPage={(next) => setSearch(withPage(search, next))}
              />
            ) : (
              <EmptyState
                title={isNarrowed(filters) ? t('accounts.noMatch') : t('accounts.none')}
                action={
                  isNarrowed(filters) ? <Button onClick={() => setSearch({})}>{t('filters.clear')}</Button> : create
                }
              />
            )
          }
        </QueryView>
      </Card>
      {creating && <NewAccountDialog onClose={() => setCreating(false)} />}
    </>
  );
}
