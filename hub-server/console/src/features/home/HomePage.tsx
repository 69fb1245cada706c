import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { formatNumber } from '../../components/format';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { StatusGlyph, type Glyph, type Tone } from '../../components/StatusTag';
import { AlarmRows } from '../alarms/AlarmRows';
import { useWaitingAlarms } from '../alarms/queries';
import { useRooms } from '../fleet/queries';
import { useRecentRecordings } from '../recordings/queries';
import { RecordingRows } from '../recordings/RecentRecordings';
import { DistrictCounts } from './DistrictCounts';
import { LostRooms } from './LostRooms';
import styles from './HomePage.module.css';

const few = 5;

/** What needs me: alarms that nobody sees to, rooms that fell away in mid-lesson, what records now, what is on its way, what is stuck. */
export function HomePage() {
  const { t } = useWords();
  const alarms = useWaitingAlarms(few);
  const lost = useRooms({ presence: 'offline', recorder: 'recording', sort: 'since', page: 1, pageSize: few });
  const recording = useRecentRecordings({ state: 'recording', pageSize: few });
  const uploading = useRecentRecordings({ state: 'uploading', pageSize: few });
  const interrupted = useRecentRecordings({ state: 'interrupted', pageSize: few });
  return (
    <>
      <PageHeader title={t('home.title')} />
      <div className={styles['tiles']}>
        <Tile
          to="/alarms?state=waiting"
          tone="red"
          glyph="bang"
          label={t('home.alarms')}
          count={alarms.data?.total}
          urgent
        />
        <Tile
          to="/rooms?state=offlineRecording"
          tone="orange"
          glyph="bang"
          label={t('home.lost')}
          count={lost.data?.total}
          urgent
        />
        <Tile
          to="/recordings?state=recording"
          tone="red"
          glyph="dot"
          label={t('home.recording')}
          count={recording.data?.total}
        />
        <Tile
          to="/recordings?state=uploading"
          tone="blue"
          glyph="up"
          label={t('home.uploading')}
          count={uploading.data?.total}
        />
        <Tile
          to="/recordings?state=interrupted"
          tone="orange"
          glyph="bang"
          label={t('home.interrupted')}
          count={interrupted.data?.total}
          urgent
        />
      </div>
      {(alarms.data?.total ?? 0) > 0 && (
        <Card flush title={t('home.alarms')} extra={<More to="/alarms?state=waiting" />}>
          <QueryView query={alarms}>{({ items }) => <AlarmRows alarms={items} />}</QueryView>
        </Card>
      )}
      {(lost.data?.total ?? 0) > 0 && (
        <Card flush title={t('home.lost')} extra={<More to="/rooms?state=offlineRecording" />}>
          <QueryView query={lost}>{({ items }) => <LostRooms rooms={items} />}</QueryView>
        </Card>
      )}
      <div className={styles['columns']}>
        <Card flush title={t('home.recording')} extra={<More to="/recordings?state=recording" />}>
          <QueryView query={recording}>
            {({ items }) =>
              items.length > 0 ? (
                <RecordingRows recordings={items} withRoom />
              ) : (
                <EmptyState title={t('home.nothingRecording')} text={t('home.nothingRecordingText')} />
              )
            }
          </QueryView>
        </Card>
        <Card flush title={t('home.uploading')} extra={<More to="/recordings?state=uploading" />}>
          <QueryView query={uploading}>
            {({ items }) =>
              items.length > 0 ? (
                <RecordingRows recordings={items} withRoom />
              ) : (
                <EmptyState title={t('home.nothingUploading')} text={t('home.nothingUploadingText')} />
              )
            }
          </QueryView>
        </Card>
      </div>
      {(interrupted.data?.total ?? 0) > 0 && (
        <Card flush title={t('home.interrupted')} extra={<More to="/recordings?state=interrupted" />}>
          <QueryView query={interrupted}>{({ items }) => <RecordingRows recordings={items} withRoom />}</QueryView>
        </Card>
      )}
      <DistrictCounts />
    </>
  );
}

function More({ to }: { to: string }): ReactNode {
  const { t } = useWords();
  return <Link to={to}>{t('home.all')}</Link>;
}

interface TileProps {
  to: string;
  tone: Tone;
  glyph: Glyph;
  label: string;
  /** Undefined until the hub has answered. */
  count: number | undefined;
  /** More than none is a reason to act. */
  urgent?: boolean;
}

function Tile({ to, tone, glyph, label, count, urgent = false }: TileProps) {
  const { t } = useWords();
  const { language } = usePreferences();
  const calm = count === undefined || count === 0;
  return (
    <Link to={to} className={`${styles['tile']} ${urgent && !calm ? styles['urgent'] : ''}`}>
      <span className={styles['label']}>
        <StatusGlyph glyph={calm ? 'check' : glyph} tone={calm ? 'grey' : tone} />
        {label}
      </span>
      <span className={`number ${styles['count']} ${calm ? styles['calm'] : ''}`}>
        {count === undefined ? <span className="visually-hidden">{t('loading')}</span> : formatNumber(language, count)}
      </span>
    </Link>
  );
}
