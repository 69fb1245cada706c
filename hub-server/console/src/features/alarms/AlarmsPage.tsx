import { Button, Skeleton } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { formatNumber } from '../../components/format';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { AlarmDrawer } from './AlarmDrawer';
import { AlarmFilterBar } from './AlarmFilterBar';
import { changeFilters, isNarrowed, readFilters, writeFilters, type AlarmFilters } from './alarmFilters';
import { AlarmTable } from './AlarmTable';
import { useAlarms } from './queries';

/** The alarms of every room the session may see. What is looked at stands in the address, so it can be sent to a colleague. */
export function AlarmsPage() {
  const { t } = useWords();
  const { language } = usePreferences();
  const [search, setSearch] = useSearchParams();
  const filters = readFilters(search);
  const alarms = useAlarms(filters);
  const change = (part: Partial<AlarmFilters>) => setSearch(writeFilters(changeFilters(filters, part)));
  const total = alarms.data?.total;
  return (
    <>
      <PageHeader
        title={t('alarms.title')}
        actions={<Link to="/alarms/maintenance">{t('alarms.maintenance')}</Link>}
        note={total === undefined ? ' ' : t('alarms.found', { count: total, shown: formatNumber(language, total) })}
      />
      <AlarmFilterBar filters={filters} onChange={change} />
      <Card flush>
        <QueryView query={alarms} skeleton={<Skeleton active title={false} paragraph={{ rows: 10, width: '100%' }} />}>
          {(page) =>
            page.total > 0 ? (
              <AlarmTable page={page} filters={filters} onChange={change} loading={alarms.isPlaceholderData} />
            ) : isNarrowed(filters) ? (
              <EmptyState
                title={t('alarms.noneMatch')}
                text={t('alarms.noneMatchText')}
                action={<Button onClick={() => setSearch({})}>{t('filters.clear')}</Button>}
              />
            ) : (
              <EmptyState
                title={t('alarms.empty')}
                text={t('alarms.emptyText')}
                action={<Button onClick={() => change({ show: 'all' })}>{t('alarms.showAll')}</Button>}
              />
            )
          }
        </QueryView>
      </Card>
      {filters.alarm !== undefined && (
        <AlarmDrawer key={filters.alarm} id={filters.alarm} onClose={() => change({ alarm: undefined })} />
      )}
    </>
  );
}
