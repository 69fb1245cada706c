import { useQuery } from '@tanstack/react-query';
import { useWords } from '../../app/useWords';
import { Link } from 'react-router';
import { ask, hub } from '../../api/client';
import { QueryView } from '../../components/QueryView';
import { StatusGlyph } from '../../components/StatusTag';
import { useRooms } from './queries';
import { roomStatus, statusLook, lookOf } from './roomStatus';
import styles from './FleetTree.module.css';

/** Schools and rooms whose name holds the text: the first few of each, and where all of them are. */
export function FleetSearch({ text }: { text: string }) {
  const { t } = useWords();
  const schools = useQuery({
    queryKey: ['schools', 'search', text],
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/schools', { params: { query: { q: text, page: 1, pageSize: 8 } }, signal })),
  });
  const rooms = useRooms({ q: text, page: 1, pageSize: 30 });
  return (
    <QueryView query={rooms}>
      {(found) => (
        <ul aria-label={t('tree.found')}>
          {schools.data?.items.map((school) => (
            <li key={school.id}>
              <Link className={styles['found']} to={`/fleet/schools/${school.id}`}>
                <StatusGlyph {...lookOf(school)} />
                <span className={styles['foundName']}>
                  {school.name}
                  <span className={styles['where']}>{school.regionName}</span>
                </span>
              </Link>
            </li>
          ))}
          {found.items.map((room) => (
            <li key={room.id}>
              <Link className={styles['found']} to={`/rooms/${room.id}`}>
                <StatusGlyph {...statusLook[roomStatus(room)]} />
                <span className={styles['foundName']}>
                  {room.name}
                  <span className={styles['where']}>{room.schoolName}</span>
                </span>
                <span className={styles['word']}>{t(`roomStatus.${roomStatus(room)}`)}</span>
              </Link>
            </li>
          ))}
          {found.total === 0 && schools.data?.total === 0 && (
            <li className={styles['hint']}>{t('tree.nothing', { text })}</li>
          )}
          {found.total > found.items.length && (
            <li>
              <Link className={styles['found']} to={`/rooms?q=${encodeURIComponent(text)}`}>
                {t('tree.all', { count: found.total })}
              </Link>
            </li>
          )}
        </ul>
      )}
    </QueryView>
  );
}
