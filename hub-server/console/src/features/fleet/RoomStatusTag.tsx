import { useWords } from '../../app/useWords';
import { clockTime } from '@tongtang/web';
import type { Room } from '../../api/types';
import { Elapsed, Moment } from '../../components/Moment';
import { StatusTag } from '../../components/StatusTag';
import { roomStatus, statusLook } from './roomStatus';

/** A room's state in colour, shape and word: since when it is offline, how long it has been recording. */
export function RoomStatusTag({ room }: { room: Pick<Room, 'presence' | 'state' | 'since'> }) {
  const { t } = useWords();
  const status = roomStatus(room);
  const startedAt = room.state?.startedAt;
  return (
    <StatusTag {...statusLook[status]}>
      <span>{t(`roomStatus.${status}`)}</span>
      {status === 'recording' && startedAt !== null && startedAt !== undefined && (
        <Elapsed since={startedAt} format={clockTime} />
      )}
      {(status === 'offline' || status === 'offlineRecording') && <Moment at={room.since} />}
    </StatusTag>
  );
}
