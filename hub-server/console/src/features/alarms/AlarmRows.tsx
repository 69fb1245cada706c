import { Link } from 'react-router';
import { useWords } from '../../app/useWords';
import type { Alarm } from '../../api/types';
import { Card } from '../../components/Card';
import { Moment } from '../../components/Moment';
import styles from './AlarmRows.module.css';
import { AlarmAside } from './AlarmAside';
import { AlarmPhaseTag, SeverityGlyph } from './AlarmTags';
import { useOpenAlarms } from './queries';
import { useAlarmWords } from './useAlarmWords';

/** A few alarms, one line each; what they lead to is their history on the alarms' page. */
export function AlarmRows({ alarms, room }: { alarms: Alarm[]; room?: string }) {
  const words = useAlarmWords();
  return (
    <ul>
      {alarms.map((alarm) => (
        <li key={alarm.id} className={styles['row']}>
          <SeverityGlyph alarm={alarm} />
          <div className={styles['what']}>
            <Link to={`/alarms?${room === undefined ? '' : `room=${room}&`}alarm=${alarm.id}`}>
              {words.title(alarm)}
            </Link>
            {room === undefined && (
              <div className={styles['soft']}>
                {alarm.schoolName} <Link to={`/rooms/${alarm.roomId}`}>{alarm.roomName}</Link>
              </div>
            )}
            <AlarmAside alarm={alarm} />
          </div>
          <span className={styles['soft']}>
            <Moment at={alarm.raisedAt} />
          </span>
          <AlarmPhaseTag alarm={alarm} />
        </li>
      ))}
    </ul>
  );
}

/** A room's open alarms; nothing when there is none. */
export function RoomAlarms({ room }: { room: string }) {
  const { t } = useWords();
  const alarms = useOpenAlarms(room);
  if (alarms.data === undefined || alarms.data.total === 0) return null;
  return (
    <Card
      flush
      title={t('alarms.open')}
      extra={<Link to={`/alarms?room=${room}&state=all`}>{t('alarms.ofRoom')}</Link>}
    >
      <AlarmRows alarms={alarms.data.items} room={room} />
    </Card>
  );
}
