import { Alert } from 'antd';
import { lazy, Suspense } from 'react';
import { useSearchParams } from 'react-router';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { FigureGrid } from './FigureGrid';
import { LeagueCard } from './LeagueCard';
import { useUsage, useUsageSeries } from './queries';
import { ReportActions } from './ReportActions';
import { ReportFilterBar } from './ReportFilterBar';
import { changeFilters, readFilters, reportQuery, writeFilters, type ReportFilters } from './reportFilters';

// The drawing library is as large as all the rest of the page: figures need not wait for it.
const UsageChart = lazy(async () => ({ default: (await import('./UsageChart')).UsageChart }));

/** How often, how widely and by how many rooms are really used. What is looked at stands in the address. */
export function ReportsPage() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const filters = readFilters(search);
  const query = reportQuery(filters);
  const report = useUsage(query);
  const series = useUsageSeries(query);
  const change = (part: Partial<ReportFilters>) => setSearch(writeFilters(changeFilters(filters, part)));
  const { place, period, before } = report.data ?? {};
  return (
    <>
      <PageHeader
        title={t('reports.title')}
        actions={<ReportActions filters={filters} />}
        note={
          period === undefined || before === undefined
            ? ' '
            : t('reports.note', {
                place: place?.name || t('reports.all'),
                from: period.from,
                to: period.to,
                beforeFrom: before.from,
                beforeTo: before.to,
              })
        }
      />
      <ReportFilterBar filters={filters} onChange={change} onClear={() => setSearch({})} />
      <QueryView query={report}>
        {(found) => (
          <>
            {found.roomsUncounted > 0 && (
              <Alert
                type="info"
                showIcon
                style={{ marginBottom: 14 }}
                title={t('reports.uncounted', { count: found.roomsUncounted })}
              />
            )}
            <FigureGrid report={found} filters={filters} />
            <Card title={t('reports.course')}>
              <QueryView query={series}>
                {(points) => (
                  <Suspense fallback={<div style={{ height: 300 }} aria-busy />}>
                    <UsageChart series={points} />
                  </Suspense>
                )}
              </QueryView>
            </Card>
            <LeagueCard filters={filters} period={found.period} onChange={change} />
          </>
        )}
      </QueryView>
    </>
  );
}
