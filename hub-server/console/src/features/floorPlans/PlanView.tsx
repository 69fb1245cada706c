import { Link } from 'react-router';
import type { FloorPlan, Room } from '../../api/types';
import { useWords } from '../../app/useWords';
import { QueryView } from '../../components/QueryView';
import { StatusTag } from '../../components/StatusTag';
import styles from './FloorPlans.module.css';
import { whole } from './placement';
import { addressOf, useRoomsOfSchool } from './queries';
import { worstLook, worstOfRoom } from './roomLook';

/** A floor to look at: every room where it is, with the worst that is known of it; as fresh as the hub tells it. */
export function PlanView({ school, plan }: { school: string; plan: FloorPlan }) {
  const { t } = useWords();
  const rooms = useRoomsOfSchool(school);
  return (
    <QueryView query={rooms}>
      {({ items }) => (
        <div className={styles['scroll']}>
          <div className={styles['picture']}>
            <img
              src={addressOf(plan)}
              width={plan.width}
              height={plan.height}
              alt={t('floorPlans.of', { name: plan.name })}
            />
            <ul>
              {plan.rooms.map(({ roomId, x, y }) => {
                const room = items.find(({ id }) => id === roomId);
                return (
                  room && (
                    <li key={roomId} className={styles['spot']} style={{ left: at(x), top: at(y) }}>
                      <Spot room={room} />
                    </li>
                  )
                );
              })}
            </ul>
          </div>
          {plan.rooms.length === 0 && <p className={styles['hint']}>{t('floorPlans.noRooms')}</p>}
        </div>
      )}
    </QueryView>
  );
}

function Spot({ room }: { room: Room }) {
  const { t } = useWords();
  const worst = worstOfRoom(room);
  const alarmed = worst === 'critical' || worst === 'warning';
  const word =
    worst === 'maintenance' ? t('alarmPhase.maintenance') : t(alarmed ? `alarmWorst.${worst}` : `roomStatus.${worst}`);
  return (
    <Link to={`/rooms/${room.id}`} className={styles['room']}>
      <span className={styles['name']}>{room.name}</span>
      <StatusTag {...worstLook[worst]}>{word}</StatusTag>
    </Link>
  );
}

export function at(place: number): string {
  return `${(place / whole) * 100}%`;
}
