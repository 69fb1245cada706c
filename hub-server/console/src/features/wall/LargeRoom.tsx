import { EditOutlined, ShrinkOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Link } from 'react-router';
import type { Room } from '../../api/types';
import { useWords } from '../../app/useWords';
import { EmptyState } from '../../components/EmptyState';
import { QueryView } from '../../components/QueryView';
import { RoomStatusTag } from '../fleet/RoomStatusTag';
import { useRoomLive } from '../live/queries';
import { RoomStage } from '../live/RoomStage';
import { tileSource } from './wallView';
import styles from './WallPage.module.css';

interface LargeRoomProps {
  roomId: string;
  /** What the wall knows of it; undefined when the address alone names it. */
  known: Room | undefined;
  onClose: () => void;
  onNote: (roomId: string, source: string | undefined) => void;
}

/** One room of the wall alone, with all its sources. */
export function LargeRoom({ roomId, known, onClose, onNote }: LargeRoomProps) {
  const { t } = useWords();
  const live = useRoomLive(roomId);
  return (
    <>
      <div className={styles['turns']}>
        <Button icon={<ShrinkOutlined aria-hidden />} aria-keyshortcuts="Escape" onClick={onClose}>
          {t('wall.back')}
        </Button>
        <strong>
          {live.data?.roomName} {live.data?.schoolName}
        </strong>
        {known !== undefined && <RoomStatusTag room={known} />}
        <span className={styles['grow']} />
        <Link to={`/rooms/${roomId}`}>{t('liveRooms.room')}</Link>
        <Button
          type="primary"
          icon={<EditOutlined aria-hidden />}
          onClick={() =>
            onNote(roomId, live.data?.presence === 'online' ? tileSource(live.data.sources)?.name : undefined)
          }
        >
          {t('wall.noteShort')}
        </Button>
      </div>
      <QueryView query={live}>
        {(found) =>
          found.sources.length === 0 || found.presence !== 'online' ? (
            <EmptyState title={found.presence === 'online' ? t('wall.noCamera') : t('wall.offline')} />
          ) : (
            <RoomStage base={`/live/${roomId}`} sources={found.sources} />
          )
        }
      </QueryView>
    </>
  );
}
