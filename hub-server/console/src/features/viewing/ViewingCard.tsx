import { clockTime } from '@tongtang/web';
import { useQuery } from '@tanstack/react-query';
import { Table } from 'antd';
import { ask, hub } from '../../api/client';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import type { ViewingStatistics } from '../../api/types';
import { Card } from '../../components/Card';
import { Facts } from '../../components/Facts';
import { formatNumber } from '../../components/format';
import { QueryView } from '../../components/QueryView';
import styles from './Viewing.module.css';

const daysPerPage = 7;

/** How much a recording was watched, for its teacher and those who manage it: counts, and nobody's name. */
export function ViewingCard({ recordingId }: { recordingId: string }) {
  const { t } = useWords();
  const viewing = useQuery({
    queryKey: ['viewing', recordingId],
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/recordings/{id}/viewing', { params: { path: { id: recordingId } }, signal })),
  });
  return (
    <Card title={t('viewing.title')}>
      <QueryView query={viewing}>{(counted) => <Counts counted={counted} />}</QueryView>
    </Card>
  );
}

function Counts({ counted }: { counted: ViewingStatistics }) {
  const { t } = useWords();
  const { language } = usePreferences();
  return (
    <>
      <Facts
        facts={[
          { name: t('viewing.plays'), value: formatNumber(language, counted.plays) },
          { name: t('viewing.viewers'), value: formatNumber(language, counted.viewers) },
          { name: t('viewing.watched'), value: clockTime(counted.watchedSeconds) },
        ]}
      />
      {counted.parts && counted.days ? (
        <>
          <Heat parts={counted.parts} seconds={counted.partSeconds} />
          <Table
            rowKey="day"
            size="small"
            className={styles['days'] ?? ''}
            dataSource={counted.days}
            pagination={{ pageSize: daysPerPage, hideOnSinglePage: true, showSizeChanger: false }}
            columns={[
              { title: t('viewing.day'), render: (_, { day }) => <span className="number">{day}</span> },
              {
                title: t('viewing.plays'),
                align: 'right',
                render: (_, { plays }) => (plays === null ? t('viewing.few') : formatNumber(language, plays)),
              },
              {
                title: t('viewing.viewers'),
                align: 'right',
                render: (_, { viewers }) => (viewers === null ? t('viewing.few') : formatNumber(language, viewers)),
              },
            ]}
          />
        </>
      ) : (
        <p className={styles['soft']}>{t('viewing.tooFew')}</p>
      )}
    </>
  );
}

/** The lesson from end to end: the higher, the more often it was watched. */
function Heat({ parts, seconds }: { parts: number[]; seconds: number }) {
  const { t } = useWords();
  const most = Math.max(1, ...parts);
  const peak = parts.indexOf(most);
  return (
    <div
      role="img"
      className={styles['heat']}
      aria-label={t('viewing.heat', {
        from: clockTime(Math.max(0, peak) * seconds),
        to: clockTime((peak + 1) * seconds),
      })}
    >
      {parts.map((watched, part) => (
        <span
          key={part}
          title={`${clockTime(part * seconds)} · ${clockTime(watched)}`}
          style={{ height: `${Math.max(2, (100 * watched) / most)}%` }}
        />
      ))}
    </div>
  );
}
