import { Link } from 'react-router';
import { useWords } from '../../app/useWords';
import type { Room } from '../../api/types';
import { RoomStatusTag } from '../fleet/RoomStatusTag';
import styles from './LostRooms.module.css';

/** Rooms whose line broke while they recorded. Their boxes most likely record on, but nobody here can see it. */
export function LostRooms({ rooms }: { rooms: Room[] }) {
  const { t } = useWords();
  return (
    <ul>
      {rooms.map((room) => (
        <li key={room.id} className={styles['row']}>
          <div className={styles['what']}>
            <Link to={`/rooms/${room.id}`}>{room.name}</Link>
            <span className={styles['soft']}>
              {room.schoolName} · {room.regionName}
            </span>
          </div>
          <span className={styles['soft']}>{room.state?.title ?? t('recordings.untitled')}</span>
          <RoomStatusTag room={room} />
        </li>
      ))}
    </ul>
  );
}
