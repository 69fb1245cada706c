import { DownloadOutlined } from '@ant-design/icons';
import { Button, Table } from 'antd';
import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { init, use as register } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';
import type { LessonStatistics } from '../../api/types';
import { useWords, type WordKey } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { DayFilter } from '../../components/FilterBar';
import { NamedSelect } from '../../components/NamedSelect';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { useChartColors } from '../../components/useChartColors';
import { withFilter } from '../../components/paging';
import { dayOf, daysToQuery } from './lessonFilters';
import styles from './StatisticsPage.module.css';
import { statisticsBy, useLessonStatistics, type StatisticsBy } from './queries';

register([BarChart, GridComponent, LegendComponent, CanvasRenderer]);

type Row = LessonStatistics['rows'][number];

/** Lines in the chart; the table has them all. */
const mostBars = 20;

/** How often, how long and how well linked lessons were held. */
export function StatisticsPage() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const by = statisticsBy.find((known) => known === search.get('by')) ?? 'pairing';
  const [from, to] = [dayOf(search.get('from')), dayOf(search.get('to'))];
  const query = { by, ...daysToQuery(from, to) };
  const statistics = useLessonStatistics(query);
  const change = (name: string, value: string | undefined) => setSearch((before) => withFilter(before, name, value));
  return (
    <>
      <PageHeader
        title={t('lessonStatistics.title')}
        note={t('lessonStatistics.note')}
        path={[{ title: t('lessons.title'), to: '/lessons' }]}
        actions={
          <>
            <NamedSelect<StatisticsBy>
              label={t('lessonStatistics.by')}
              value={by}
              onChange={(next) => change('by', next)}
              options={statisticsBy.map((value) => ({ value, label: t(nameOfBy(value)) }))}
            />
            <DayFilter
              label={t('filters.days')}
              from={from}
              to={to}
              onChange={(days) =>
                setSearch((before) => withFilter(withFilter(before, 'from', days.from), 'to', days.to))
              }
            />
            <Button
              icon={<DownloadOutlined aria-hidden />}
              href={`/api/v1/linked-lesson-statistics.csv?${new URLSearchParams(query).toString()}`}
            >
              {t('lessonStatistics.csv')}
            </Button>
          </>
        }
      />
      <Card flush>
        <QueryView query={statistics}>
          {(found) =>
            found.rows.length === 0 ? (
              <EmptyState title={t('lessonStatistics.empty')} />
            ) : (
              <>
                <HeldChart rows={found.rows} />
                <StatisticsTable statistics={found} loading={statistics.isPlaceholderData} />
              </>
            )
          }
        </QueryView>
      </Card>
    </>
  );
}

function nameOfBy(by: StatisticsBy): WordKey {
  return `lessonStatistics.by${by.charAt(0).toUpperCase()}${by.slice(1)}` as WordKey;
}

function useRowName(): (row: Row) => string {
  const { t, has } = useWords();
  return ({ key, name }) => (has(`lessonMode.${key}`) ? t(`lessonMode.${key}` as WordKey) : name);
}

function HeldChart({ rows }: { rows: readonly Row[] }) {
  const { t } = useWords();
  const nameOf = useRowName();
  const place = useRef<HTMLDivElement>(null);
  const shown = rows.slice(0, mostBars);
  const colors = useChartColors();
  const data = JSON.stringify(shown.map((row) => [nameOf(row), row.held, row.missed]));
  useEffect(() => {
    if (place.current === null) return;
    const bars = JSON.parse(data) as [string, number, number][];
    const chart = init(place.current);
    const resized = new ResizeObserver(() => chart.resize());
    resized.observe(place.current);
    const series = (index: 1 | 2, name: string, color: string) => ({
      name,
      type: 'bar' as const,
      stack: 'lessons',
      barMaxWidth: 56,
      data: bars.map((bar) => bar[index]),
      itemStyle: { color },
    });
    chart.setOption({
      animation: false,
      legend: { top: 8, textStyle: { color: colors.text } },
      grid: { left: 12, right: 16, top: 44, bottom: 8, containLabel: true },
      xAxis: {
        type: 'category',
        data: bars.map(([name]) => name),
        axisLabel: { color: colors.text, hideOverlap: true },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        axisLabel: { color: colors.text },
        splitLine: { lineStyle: { color: colors.line } },
      },
      series: [
        series(1, t('lessonStatistics.held'), colors.blue),
        series(2, t('lessonStatistics.missed'), colors.orange),
      ],
    });
    return () => {
      resized.disconnect();
      chart.dispose();
    };
  }, [data, t, colors]);
  return <div ref={place} style={{ height: 280 }} role="img" aria-label={t('lessonStatistics.chart')} />;
}

function StatisticsTable({ statistics, loading }: { statistics: LessonStatistics; loading: boolean }) {
  const { t } = useWords();
  const nameOf = useRowName();
  const number = (show: (row: Row) => string | number) => ({
    align: 'right' as const,
    render: (_: unknown, row: Row) => <span className="number">{show(row)}</span>,
  });
  return (
    // What scrolls sideways and holds nothing to press must itself be reached by keyboard (WCAG 2.1.1).
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles['scrolls']} tabIndex={0} role="region" aria-label={t('lessonStatistics.title')}>
      <Table<Row>
        rowKey="key"
        loading={loading}
        dataSource={[...statistics.rows, { ...statistics.total, key: 'total', name: t('lessonStatistics.total') }]}
        pagination={false}
        className={styles['wide'] ?? ''}
        columns={[
          { title: t('lessonStatistics.name'), render: (_, row) => nameOf(row) },
          { title: t('lessonStatistics.planned'), ...number(({ planned }) => planned) },
          { title: t('lessonStatistics.held'), ...number(({ held }) => held) },
          { title: t('lessonStatistics.missed'), ...number(({ missed }) => missed) },
          { title: t('lessonStatistics.minutes'), ...number(({ minutes }) => Math.round(minutes)) },
          { title: t('lessonStatistics.quality'), ...number(({ qualityMinutes }) => Math.round(qualityMinutes)) },
          { title: t('lessons.interruptions'), ...number(({ interruptions }) => interruptions) },
          {
            title: t('lessonStatistics.participation'),
            ...number(({ participation }) => (participation === null ? '–' : `${(participation * 100).toFixed(1)} %`)),
          },
        ]}
      />
    </div>
  );
}
