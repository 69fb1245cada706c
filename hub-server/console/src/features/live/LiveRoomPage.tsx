import { LiveStage } from '@tongtang/web/live';
import '@tongtang/web/player.css';
import { Link, useParams } from 'react-router';
import type { RoomLive } from '../../api/types';
import { useWords } from '../../app/useWords';
import { EmptyState } from '../../components/EmptyState';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { roleName } from '../../components/roleName';
import styles from './LiveRoomPage.module.css';
import { useRoomLive } from './queries';

/** One room as it happens. */
export function LiveRoomPage() {
  const { roomId = '' } = useParams();
  const live = useRoomLive(roomId);
  return (
    <QueryView query={live} page>
      {(found) => <LiveRoom live={found} />}
    </QueryView>
  );
}

function LiveRoom({ live }: { live: RoomLive }) {
  const { t, has } = useWords();
  const roles = live.sources.map((source) => source.role);
  const sources = live.sources.map(({ name, role }) => ({
    name,
    address: `/live/${live.roomId}/${name}`,
    // Two sources of one role are told apart by their names.
    label:
      role === '' || roles.filter((other) => other === role).length > 1
        ? `${roleName(t, has, role)} ${name}`.trim()
        : roleName(t, has, role),
  }));
  const title = live.title === null || live.title === '' ? '' : ` · ${live.title}`;
  return (
    <>
      <PageHeader
        title={live.roomName}
        note={`${live.schoolName}${title}`}
        actions={<Link to={`/rooms/${live.roomId}`}>{t('liveRooms.room')}</Link>}
      />
      {sources.length === 0 ? (
        <EmptyState title={t('liveRooms.noSources')} text={t('liveRooms.noSourcesText')} />
      ) : (
        <div className={styles['stage']}>
          <LiveStage key={`${live.roomId}/${sources.map((source) => source.name).join('/')}`} sources={sources} />
        </div>
      )}
    </>
  );
}
