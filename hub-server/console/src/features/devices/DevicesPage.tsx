import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { formatNumber } from '../../components/format';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { BulkDialog } from './BulkDialog';
import { DeviceFilterBar } from './DeviceFilterBar';
import { changeFilters, isNarrowed, readFilters, writeFilters, type DeviceFilters } from './deviceFilters';
import { DeviceTable } from './DeviceTable';
import { useDevices } from './queries';
import { useRights } from '../accounts/useRights';

/** The devices of every room the session may see. What is looked at stands in the address. */
export function DevicesPage() {
  const { t } = useWords();
  const { language } = usePreferences();
  const [search, setSearch] = useSearchParams();
  const [chosen, setChosen] = useState<string[]>([]);
  const [bulk, setBulk] = useState(false);
  const filters = readFilters(search);
  const has = useRights();
  const devices = useDevices(filters);
  const change = (part: Partial<DeviceFilters>) => {
    // What is chosen is of what is shown: another selection begins anew.
    if (!('page' in part) && !('sort' in part)) setChosen([]);
    setSearch(writeFilters(changeFilters(filters, part)));
  };
  const total = devices.data?.total;
  return (
    <>
      <PageHeader
        title={t('devices.title')}
        note={total === undefined ? ' ' : t('devices.found', { count: total, shown: formatNumber(language, total) })}
        actions={
          total !== undefined &&
          total > 0 &&
          has('command-devices') && (
            <Button type="primary" onClick={() => setBulk(true)}>
              {chosen.length > 0 ? t('devices.bulkSelected', { count: chosen.length }) : t('devices.bulk')}
            </Button>
          )
        }
      />
      <DeviceFilterBar filters={filters} onChange={change} />
      <Card flush>
        <QueryView query={devices} skeleton={<Skeleton active title={false} paragraph={{ rows: 10, width: '100%' }} />}>
          {(page) =>
            page.total > 0 ? (
              <DeviceTable
                page={page}
                filters={filters}
                onChange={change}
                loading={devices.isPlaceholderData}
                chosen={chosen}
                onChoose={setChosen}
              />
            ) : isNarrowed(filters) ? (
              <EmptyState
                title={t('devices.noneMatch')}
                text={t('devices.noneMatchText')}
                action={<Button onClick={() => setSearch({})}>{t('filters.clear')}</Button>}
              />
            ) : (
              <EmptyState title={t('devices.empty')} text={t('devices.emptyText')} />
            )
          }
        </QueryView>
      </Card>
      {bulk && <BulkDialog filters={filters} chosen={chosen} onClose={() => setBulk(false)} />}
    </>
  );
}
