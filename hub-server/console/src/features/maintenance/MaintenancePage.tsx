import { Button, Table } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useWords } from '../../app/useWords';
import type { MaintenanceState, MaintenanceWindow } from '../../api/types';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { FilterSlot } from '../../components/FilterBar';
import { NamedSelect } from '../../components/NamedSelect';
import { PageHeader } from '../../components/PageHeader';
import { pageOf, withFilter, withPage } from '../../components/paging';
import { QueryView } from '../../components/QueryView';
import { WideTable } from '../../components/WideTable';
import { Allowed } from '../accounts/Allowed';
import { MaintenanceDialog } from './MaintenanceDialog';
import styles from './Maintenance.module.css';
import { useMaintenanceWindows } from './queries';
import { useWindowColumns } from './useWindowColumns';

const states = ['running', 'planned', 'over'] as const;

/** 维护: when places are worked on, and nobody is called for their alarms. */
export function MaintenancePage() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const [adding, setAdding] = useState(false);
  const [page, state] = [pageOf(search), states.find((one) => one === search.get('state'))];
  const windows = useMaintenanceWindows(page, state);
  const columns = useWindowColumns();
  return (
    <>
      <PageHeader
        title={t('maintenance.title')}
        note={
          <>
            {t('maintenance.note')} <Link to="/timetable?tab=terms">{t('maintenance.holidays')}</Link>
          </>
        }
        path={[{ title: t('alarms.title'), to: '/alarms' }]}
        actions={
          <Allowed right="set-up-devices">
            <Button type="primary" onClick={() => setAdding(true)}>
              {t('maintenance.add')}
            </Button>
          </Allowed>
        }
      />
      <Card flush>
        <div className={styles['filters']}>
          <FilterSlot>
            <NamedSelect<MaintenanceState | ''>
              label={t('filters.state')}
              value={state ?? ''}
              onChange={(next: string) => setSearch(withFilter(search, 'state', next))}
              options={[
                { value: '', label: t('filters.everyState') },
                ...states.map((value) => ({ value, label: t(`maintenanceState.${value}`) })),
              ]}
            />
          </FilterSlot>
        </div>
        <QueryView query={windows}>
          {({ items, total, pageSize }) =>
            total === 0 ? (
              <EmptyState title={t('maintenance.none')} text={t('maintenance.noneText')} />
            ) : (
              <WideTable label={t('maintenance.title')}>
                <Table<MaintenanceWindow>
                  rowKey="id"
                  dataSource={items}
                  loading={windows.isPlaceholderData}
                  columns={columns}
                  pagination={{
                    current: page,
                    total,
                    pageSize,
                    hideOnSinglePage: true,
                    showSizeChanger: false,
                    onChange: (next) => setSearch(withPage(search, next)),
                  }}
                />
              </WideTable>
            )
          }
        </QueryView>
      </Card>
      {adding && <MaintenanceDialog onClose={() => setAdding(false)} />}
    </>
  );
}
