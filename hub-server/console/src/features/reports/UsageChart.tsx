import { Radio } from 'antd';
import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use as register } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { UsageSeries } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { figureText } from './figureText';
import { useChartColors } from '../../components/useChartColors';
import styles from './Reports.module.css';

register([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** Lessons as bars, rooms used as a line above them; the same as a table for those who cannot see it, and on paper. */
export function UsageChart({ series }: { series: UsageSeries }) {
  const { t } = useWords();
  const [shown, setShown] = useState<'chart' | 'table'>('chart');
  return (
    <>
      <Radio.Group
        className={styles['switch'] ?? ''}
        optionType="button"
        size="small"
        aria-label={t('reports.show')}
        value={shown}
        onChange={(event) => setShown(event.target.value as 'chart' | 'table')}
        options={[
          { value: 'chart', label: t('reports.chart') },
          { value: 'table', label: t('reports.table') },
        ]}
      />
      {shown === 'chart' && <Drawing series={series} />}
      <div className={shown === 'table' ? styles['series'] : styles['onPaper']}>
        <SeriesTable series={series} />
      </div>
    </>
  );
}

function Drawing({ series }: { series: UsageSeries }) {
  const { t } = useWords();
  const { language } = usePreferences();
  const { text: ink, line, blue, orange } = useChartColors();
  const place = useRef<HTMLDivElement>(null);
  const points = useMemo(
    () => series.points.map(({ from, lessons, roomsUsed }) => ({ from, lessons, roomsUsed })),
    [series],
  );
  useEffect(() => {
    if (place.current === null) return;
    const chart = init(place.current);
    const resized = new ResizeObserver(() => chart.resize());
    resized.observe(place.current);
    const axis = { type: 'value' as const, minInterval: 1, axisLabel: { color: ink }, nameTextStyle: { color: ink } };
    chart.setOption({
      animation: false,
      legend: { top: 0, textStyle: { color: ink } },
      grid: { left: 8, right: 8, top: 40, bottom: 8, containLabel: true },
      // The hub's policy allows no style attributes, which tooltips of HTML are made of.
      tooltip: { trigger: 'axis', renderMode: 'richText' },
      xAxis: {
        type: 'category',
        data: points.map(({ from }) => shortDay(language, from)),
        axisLabel: { color: ink, hideOverlap: true },
      },
      yAxis: [
        { ...axis, splitLine: { lineStyle: { color: line } } },
        { ...axis, splitLine: { show: false } },
      ],
      series: [
        {
          name: t('reports.figures.lessons'),
          type: 'bar',
          barMaxWidth: 40,
          data: points.map(({ lessons }) => lessons),
          itemStyle: { color: blue },
        },
        {
          name: t('reports.figures.rooms-used'),
          type: 'line',
          yAxisIndex: 1,
          symbolSize: 6,
          data: points.map(({ roomsUsed }) => roomsUsed),
          lineStyle: { color: orange, width: 2 },
          itemStyle: { color: orange },
        },
      ],
    });
    return () => {
      resized.disconnect();
      chart.dispose();
    };
  }, [points, language, t, ink, line, blue, orange]);
  const most = points.reduce((best, point) => (point.lessons > best.lessons ? point : best), {
    from: '',
    lessons: 0,
    roomsUsed: 0,
  });
  const words =
    most.lessons === 0
      ? t('reports.chartEmpty')
      : t('reports.chartSummary', {
          lessons: points.reduce((sum, point) => sum + point.lessons, 0),
          most: most.lessons,
          day: most.from,
        });
  return (
    <figure className={styles['drawing']}>
      <div ref={place} className={styles['canvas']} role="img" aria-label={words} />
      <figcaption className={styles['soft']}>{words}</figcaption>
    </figure>
  );
}

function SeriesTable({ series }: { series: UsageSeries }) {
  const { t } = useWords();
  const { language } = usePreferences();
  return (
    <table className={styles['plain']}>
      <caption className="visually-hidden">{t('reports.course')}</caption>
      <thead>
        <tr>
          <th scope="col">{t(`reports.periods.${series.grain}`)}</th>
          <th scope="col">{t('reports.figures.lessons')}</th>
          <th scope="col">{t('reports.figures.hours')}</th>
          <th scope="col">{t('reports.figures.rooms-used')}</th>
          <th scope="col">{t('reports.figures.teachers-recorded')}</th>
        </tr>
      </thead>
      <tbody>
        {series.points.map((point) => (
          <tr key={point.from}>
            <th scope="row">{point.from === point.to ? point.from : `${point.from} – ${point.to}`}</th>
            <td>{figureText(language, 'count', point.lessons)}</td>
            <td>{figureText(language, 'hours', point.hours)}</td>
            <td>{figureText(language, 'count', point.roomsUsed)}</td>
            <td>{figureText(language, 'count', point.teachersRecorded)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function shortDay(language: string, day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Intl.DateTimeFormat(language, { month: 'numeric', day: 'numeric' }).format(
    new Date(year, month - 1, date),
  );
}
