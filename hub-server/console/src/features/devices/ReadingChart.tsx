import { LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use as register } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useMemo, useRef } from 'react';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { formatDateTime, formatNumber } from '../../components/format';
import { useChartColors } from '../../components/useChartColors';
import { summaryOf } from './readingSummary';

register([LineChart, GridComponent, TooltipComponent, CanvasRenderer]);

interface ReadingChartProps {
  title: string;
  unit: string;
  points: readonly { time: string; value: number }[];
}

/** One series as a line; its range in words stands below, for those who cannot see lines. */
export function ReadingChart({ title, unit, points }: ReadingChartProps) {
  const { t } = useWords();
  const { language } = usePreferences();
  const colors = useChartColors();
  const place = useRef<HTMLDivElement>(null);
  const data = useMemo(() => points.map(({ time, value }): [string, number] => [time, value]), [points]);
  useEffect(() => {
    if (place.current === null) return;
    const chart = init(place.current);
    const resized = new ResizeObserver(() => chart.resize());
    resized.observe(place.current);
    chart.setOption({
      animation: false,
      grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
      // The hub's policy allows no style attributes, which tooltips of HTML are made of.
      tooltip: {
        trigger: 'axis',
        renderMode: 'richText',
        formatter: (given: unknown) => {
          const [first] = given as { value: [string, number] }[];
          if (first === undefined) return '';
          const [at, value] = first.value;
          return `${formatDateTime(language, at)}
${formatNumber(language, value)} ${unit}`;
        },
      },
      xAxis: { type: 'time', axisLabel: { color: colors.text, hideOverlap: true } },
      yAxis: {
        type: 'value',
        scale: true,
        axisLabel: { color: colors.text },
        splitLine: { lineStyle: { color: colors.line } },
      },
      series: [
        {
          type: 'line',
          showSymbol: data.length === 1,
          data,
          lineStyle: { color: colors.blue, width: 2 },
          itemStyle: { color: colors.blue },
        },
      ],
    });
    return () => {
      resized.disconnect();
      chart.dispose();
    };
  }, [data, unit, language, colors]);
  const summary = summaryOf(points);
  const say = (value: number) =>
    `${formatNumber(language, Math.round(value * 100) / 100)}${unit === '' ? '' : ` ${unit}`}`;
  const words =
    summary === undefined
      ? title
      : t('devices.chartSummary', {
          title,
          least: say(summary.least),
          most: say(summary.most),
          last: say(summary.last),
        });
  return (
    <figure style={{ margin: 0 }}>
      <div ref={place} style={{ height: 280 }} role="img" aria-label={words} />
      <figcaption style={{ color: 'var(--ink-soft)' }}>{words}</figcaption>
    </figure>
  );
}
