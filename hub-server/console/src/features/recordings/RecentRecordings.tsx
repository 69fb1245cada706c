import { Link } from 'react-router';
import { useWords } from '../../app/useWords';
import type { RecordingItem } from '../../api/types';
import { EmptyState } from '../../components/EmptyState';
import { Moment } from '../../components/Moment';
import { QueryView } from '../../components/QueryView';
import { useRecentRecordings } from './queries';
import { RecordingStateTag } from './RecordingStateTag';
import { RunningLength } from './RunningLength';
import styles from './RecentRecordings.module.css';

/** A room's newest recordings. */
export function RecentRecordings({ room }: { room: string }) {
  const { t } = useWords();
  const recordings = useRecentRecordings({ room, pageSize: 5 });
  return (
    <QueryView query={recordings}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState title={t('recordings.empty')} text={t('recordings.emptyText')} />
        ) : (
          <RecordingRows recordings={items} />
        )
      }
    </QueryView>
  );
}

export function RecordingRows({ recordings, withRoom = false }: { recordings: RecordingItem[]; withRoom?: boolean }) {
  const { t } = useWords();
  return (
    <ul>
      {recordings.map((recording) => (
        <li key={recording.id} className={styles['row']}>
          <div className={styles['what']}>
            <Link to={`/recordings/${recording.id}`}>
              {recording.title === '' ? t('recordings.untitled') : recording.title}
            </Link>
            <div className={styles['soft']}>
              {withRoom && `${recording.schoolName} ${recording.roomName} · `}
              {!withRoom && recording.teacher !== '' && `${recording.teacher} · `}
              <Moment at={recording.startedAt} show="short" />
            </div>
          </div>
          <span className={styles['length']}>
            <RunningLength recording={recording} />
          </span>
          <RecordingStateTag recording={recording} />
        </li>
      ))}
    </ul>
  );
}
