import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import type { LessonRole, LessonRoom, LinkedLesson } from '../box/linkedLesson';
import type { Actions } from '../lesson/useActions';
import { Icon } from '../look/icons';
import { CheckLights } from './CheckLights';

interface LessonRoomsProps {
  lesson: LinkedLesson;
  /** Whether this box hears from the hub. */
  online: boolean;
  actions: Actions;
}

/** Who takes part and how each stands; the longest raised hand first. The host gives the floor here. */
export function LessonRooms({ lesson, online, actions }: LessonRoomsProps): ReactElement {
  const { t } = useTranslation();
  return (
    <section className="linked-rooms" aria-label={t('linked.rooms')}>
      <ul>
        {inOrder(lesson.rooms, lesson.role).map((room) => (
          <li
            key={room.roomId}
            className="linked-room"
            data-floor={room.hasFloor || undefined}
            data-hand={room.handRaisedAt !== null || undefined}
          >
            <Room lesson={lesson} room={room} known={online && room.online} actions={actions} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The host, then who waits longest to speak, then the others; the host itself looks at its rooms first. */
export function inOrder(rooms: readonly LessonRoom[], seenBy: LessonRole): LessonRoom[] {
  const rank = (room: LessonRoom): number =>
    room.role === 'host'
      ? seenBy === 'host'
        ? Infinity
        : 0
      : room.handRaisedAt !== null
        ? Date.parse(room.handRaisedAt)
        : Number.MAX_SAFE_INTEGER;
  return [...rooms].sort((one, other) => rank(one) - rank(other));
}

interface RoomProps {
  lesson: LinkedLesson;
  room: LessonRoom;
  /** Whether what was checked still says something. */
  known: boolean;
  actions: Actions;
}

function Room({ lesson, room, known, actions }: RoomProps): ReactElement {
  const { t } = useTranslation();
  const mayGive = lesson.role === 'host' && lesson.phase === 'running' && room.role === 'receiver';
  return (
    <>
      <div className="linked-room-head">
        <strong>
          {room.schoolName} {room.roomName}
        </strong>
        <Marks room={room} />
      </div>
      <div className="linked-room-foot">
        <CheckLights check={known ? room.check : null} small />
        {mayGive && (
          <button
            type="button"
            className={room.handRaisedAt !== null && !room.hasFloor ? 'button button-strong' : 'button'}
            disabled={actions.pending !== null || !room.online}
            onClick={() => actions.act(`floor ${room.roomId}`, () => box.giveFloor(room.hasFloor ? null : room.roomId))}
          >
            <Icon name={room.hasFloor ? 'noSound' : 'sound'} />{' '}
            {t(room.hasFloor ? 'linked.takeFloor' : 'linked.giveFloor')}
          </button>
        )}
      </div>
    </>
  );
}

function Marks({ room }: { room: LessonRoom }): ReactElement {
  const { t } = useTranslation();
  return (
    <span className="linked-marks">
      {room.isSelf && <span className="pill">{t('linked.thisRoom')}</span>}
      {room.role === 'host' && <span className="pill">{t('linked.host')}</span>}
      {!room.online && <span className="pill linked-warn">{t('linked.offline')}</span>}
      {room.hasFloor && <span className="pill pill-live">{t('receive.speaking')}</span>}
      {room.handRaisedAt !== null && (
        <span className="pill linked-warn">
          <Icon name="hand" /> {t('linked.handRaised')}
        </span>
      )}
      {room.muted && <span className="pill">{t('linked.muted')}</span>}
      {room.wantsHelp && <span className="pill linked-warn">{t('linked.wantsHelp')}</span>}
    </span>
  );
}
