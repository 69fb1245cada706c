import { Link } from 'react-router';
import type { LiveRoomItem } from '../../api/types';
import { useWords, type WordKey } from '../../app/useWords';
import { EmptyState } from '../../components/EmptyState';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { roleName } from '../../components/roleName';
import { SourcePicture } from '../agents/SourcePicture';
import styles from './LivePage.module.css';
import { useLiveRooms } from './queries';

/** Each shows a picture a second; more would be a burden on boxes that nobody looks at. */
const most = 48;

/** Rooms in which something happens now, each with a small picture. */
export function LivePage() {
  const { t } = useWords();
  const rooms = useLiveRooms(most);
  return (
    <>
      <PageHeader title={t('liveRooms.title')} note={t('liveRooms.note')} />
      <QueryView query={rooms}>
        {(page) =>
          page.items.length === 0 ? (
            <EmptyState title={t('liveRooms.empty')} text={t('liveRooms.emptyText')} />
          ) : (
            <>
              <ul className={styles['grid']}>
                {page.items.map((room) => (
                  <LiveCard key={room.roomId} room={room} />
                ))}
              </ul>
              {page.total > page.items.length && (
                <p className={styles['soft']}>{t('liveRooms.older', { rooms: page.total - page.items.length })}</p>
              )}
            </>
          )
        }
      </QueryView>
    </>
  );
}

function LiveCard({ room }: { room: LiveRoomItem }) {
  const { t, has } = useWords();
  const source = room.sources[0];
  return (
    <li className={styles['card']}>
      <Link to={`/live/rooms/${room.roomId}`} className={styles['link']}>
        {source !== undefined && (
          <SourcePicture
            roomId={room.roomId}
            source={source.name}
            live={room.presence === 'online'}
            label={`${room.roomName} · ${roleName(t, has, source.role)}`}
          />
        )}
        <span className={styles['name']}>{room.roomName}</span>
      </Link>
      <p className={styles['soft']}>
        {room.schoolName}
        {room.title !== null && room.title !== '' && ` · ${room.title}`}
      </p>
      <p className={styles['soft']}>
        {room.recorder !== null && `${t(`shared:recorder.${room.recorder}` as WordKey)} · `}
        {room.viewers > 0 ? t('liveRooms.viewers', { viewers: room.viewers }) : t('liveRooms.nobody')}
      </p>
    </li>
  );
}
