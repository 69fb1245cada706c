import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { HomeView, Page } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { AlarmRows } from '../alarms/AlarmRows';
import { ChainNotice } from '../audit/ChainNotice';
import { RecordingRows } from '../recordings/RecentRecordings';
import styles from './HomePage.module.css';
import { LateLessons } from './LateLessons';
import { LostRooms } from './LostRooms';
import { Places } from './Places';
import { useHome } from './queries';
import { RepairNotice } from './RepairNotice';
import { Tile } from './Tile';
import { WaitingApprovals } from './WaitingApprovals';

const to = {
  alarms: '/alarms?state=waiting',
  silentRooms: '/rooms?state=silent',
  lateLessons: '/lessons',
  approvals: '/recordings/approvals',
  failedRecordings: '/recordings?state=failed',
  interruptedRecordings: '/recordings?state=interrupted',
  recording: '/recordings?state=recording',
  uploading: '/recordings?state=uploading',
};

/** What needs me: by what the session may do, what it should act on now; each number leads to its rows. */
export function HomePage() {
  const { t } = useWords();
  return (
    <>
      <PageHeader title={t('home.title')} />
      <ChainNotice />
      <RepairNotice />
      <QueryView query={useHome()}>{(home) => <Home home={home} />}</QueryView>
    </>
  );
}

function Home({ home }: { home: HomeView }) {
  const { t } = useWords();
  const urgent = [
    home.alarms,
    home.silentRooms,
    home.lateLessons,
    home.approvals,
    home.failedRecordings,
    home.interruptedRecordings,
  ].filter((list) => list !== null);
  return (
    <>
      <Tiles home={home} />
      {urgent.length > 0 && urgent.every(({ total }) => total === 0) && (
        <Card>
          <EmptyState title={t('home.calm')} text={t('home.calmText')} />
        </Card>
      )}
      <Section list={home.alarms} title={t('home.alarms')} to={to.alarms}>
        {(items) => <AlarmRows alarms={items} />}
      </Section>
      <Section list={home.silentRooms} title={t('home.silent')} to={to.silentRooms}>
        {(items) => <LostRooms rooms={items} />}
      </Section>
      <Section list={home.lateLessons} title={t('home.late')} to={to.lateLessons}>
        {(items) => <LateLessons lessons={items} />}
      </Section>
      <Section list={home.approvals} title={t('home.approvals')} to={to.approvals}>
        {(items) => <WaitingApprovals requests={items} />}
      </Section>
      <Section list={home.failedRecordings} title={t('home.failed')} to={to.failedRecordings}>
        {(items) => <RecordingRows recordings={items} withRoom />}
      </Section>
      <Section list={home.interruptedRecordings} title={t('home.interrupted')} to={to.interruptedRecordings}>
        {(items) => <RecordingRows recordings={items} withRoom />}
      </Section>
      <div className={styles['columns']}>
        <Section
          list={home.recording}
          title={t('home.recording')}
          to={to.recording}
          empty={<EmptyState title={t('home.nothingRecording')} text={t('home.nothingRecordingText')} />}
        >
          {(items) => <RecordingRows recordings={items} withRoom />}
        </Section>
        <Section
          list={home.uploading}
          title={t('home.uploading')}
          to={to.uploading}
          empty={<EmptyState title={t('home.nothingUploading')} text={t('home.nothingUploadingText')} />}
        >
          {(items) => <RecordingRows recordings={items} withRoom />}
        </Section>
      </div>
      <Places home={home} />
    </>
  );
}

function Tiles({ home }: { home: HomeView }) {
  const { t } = useWords();
  const { alarms, silentRooms, lateLessons, approvals, failedRecordings, interruptedRecordings, recording, uploading } =
    home;
  return (
    <div className={styles['tiles']}>
      {alarms && <Tile to={to.alarms} tone="red" glyph="bang" label={t('home.alarms')} count={alarms.total} urgent />}
      {silentRooms && (
        <Tile
          to={to.silentRooms}
          tone="orange"
          glyph="bang"
          label={t('home.silent')}
          count={silentRooms.total}
          urgent
        />
      )}
      {lateLessons && (
        <Tile to={to.lateLessons} tone="orange" glyph="bang" label={t('home.late')} count={lateLessons.total} urgent />
      )}
      {approvals && (
        <Tile to={to.approvals} tone="orange" glyph="bang" label={t('home.approvals')} count={approvals.total} urgent />
      )}
      {failedRecordings && interruptedRecordings && (
        <Tile
          to={failedRecordings.total > 0 ? to.failedRecordings : to.interruptedRecordings}
          tone="orange"
          glyph="bang"
          label={failedRecordings.total > 0 ? t('home.failed') : t('home.interrupted')}
          count={failedRecordings.total > 0 ? failedRecordings.total : interruptedRecordings.total}
          urgent
        />
      )}
      {recording && (
        <Tile to={to.recording} tone="red" glyph="dot" label={t('home.recording')} count={recording.total} />
      )}
      {uploading && (
        <Tile to={to.uploading} tone="blue" glyph="up" label={t('home.uploading')} count={uploading.total} />
      )}
    </div>
  );
}

interface SectionProps<T> {
  /** Null: not the session's to act on. */
  list: Page<T> | null;
  title: string;
  to: string;
  /** Without it, an empty list is not there. */
  empty?: ReactNode;
  children: (items: T[]) => ReactNode;
}

function Section<T>({ list, title, to, empty, children }: SectionProps<T>) {
  const { t } = useWords();
  if (list === null || (list.total === 0 && empty === undefined)) return null;
  return (
    <Card flush title={title} extra={<Link to={to}>{t('home.all')}</Link>}>
      {list.total === 0 ? empty : children(list.items)}
    </Card>
  );
}
