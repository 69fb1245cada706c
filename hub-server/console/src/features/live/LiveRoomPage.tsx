import { Button } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { RoomLive } from '../../api/types';
import { useWords } from '../../app/useWords';
import { EmptyState } from '../../components/EmptyState';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { Chat } from './Chat';
import { LiveLinksDialog } from './LiveLinksDialog';
import { useRoomLive } from './queries';
import { RoomStage } from './RoomStage';
import { Allowed } from '../accounts/Allowed';

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
  const { t } = useWords();
  const [shares, setShares] = useState(false);
  const title = live.title === null || live.title === '' ? '' : ` · ${live.title}`;
  return (
    <>
      <PageHeader
        title={live.roomName}
        note={`${live.schoolName}${title}`}
        actions={
          <>
            {live.recordingId !== null && live.recordingId !== '' && (
              <Link to={`/recordings/${live.recordingId}`}>{t('liveRooms.fromStart')}</Link>
            )}
            <Link to={`/rooms/${live.roomId}`}>{t('liveRooms.room')}</Link>
            <Allowed right="share-lessons">
              <Button onClick={() => setShares(true)}>{t('liveLinks.open')}</Button>
            </Allowed>
          </>
        }
      />
      {live.sources.length === 0 ? (
        <EmptyState title={t('liveRooms.noSources')} text={t('liveRooms.noSourcesText')} />
      ) : (
        <RoomStage base={`/live/${live.roomId}`} sources={live.sources} />
      )}
      {live.chat && <Chat roomId={live.roomId} />}
      {shares && <LiveLinksDialog roomId={live.roomId} onClose={() => setShares(false)} />}
    </>
  );
}
