import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../../api/ApiError';
import { ask, hub } from '../../api/client';
import type { LinkedRoom } from '../../api/types';
import { usePageTitle } from '../../app/usePageTitle';
import { useWords } from '../../app/useWords';
import { EmptyState } from '../../components/EmptyState';
import { QueryView } from '../../components/QueryView';
import { RoomStage } from './RoomStage';
import styles from './LinkedRoomView.module.css';

/** So soon a link that was revoked says so, and a lesson's name is there. */
const everyMs = 10_000;

/** A room as it happens, for the holder of a link. */
export function LinkedRoomView({ link }: { link: { token: string; id: string } }) {
  const { t } = useWords();
  const { token, id: roomId } = link;
  const room = useQuery({
    queryKey: ['live', 'linked', roomId, token],
    queryFn: ({ signal }) => ask(hub.GET('/live/t/{token}/{roomId}', { params: { path: { token, roomId } }, signal })),
    refetchInterval: ({ state }) => (state.status === 'error' ? false : everyMs),
  });
  if (room.error instanceof ApiError && room.error.status === 404)
    return <EmptyState heading title={t('watch.over')} text={t('liveLinks.overText')} />;
  if (room.error instanceof ApiError && room.error.status === 403)
    return <EmptyState heading title={t('liveLinks.forbidden')} text={t('liveLinks.forbiddenText')} />;
  return <QueryView query={room}>{(found) => <Room link={link} room={found} />}</QueryView>;
}

function Room({ link, room }: { link: { token: string; id: string }; room: LinkedRoom }) {
  const { t } = useWords();
  usePageTitle(room.roomName);
  return (
    <>
      <header className={styles['head']}>
        <h1 className={styles['title']}>{room.roomName}</h1>
        <p className={styles['where']}>
          {room.schoolName}
          {room.title !== null && room.title !== '' && ` · ${room.title}`}
        </p>
      </header>
      {room.sources.length === 0 ? (
        <EmptyState title={t('liveRooms.noSources')} text={t('liveRooms.noSourcesText')} />
      ) : (
        <RoomStage base={`/live/t/${link.token}/${link.id}`} sources={room.sources} />
      )}
    </>
  );
}
