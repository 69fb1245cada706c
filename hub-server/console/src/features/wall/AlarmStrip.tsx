import { useWords } from '../../app/useWords';
import type { Alarm } from '../../api/types';
import { Moment } from '../../components/Moment';
import { SeverityGlyph } from '../alarms/AlarmTags';
import { useAlarmWords } from '../alarms/useAlarmWords';
import type { PressingAlarms } from './pressingAlarms';
import styles from './KioskWall.module.css';

/** The newest that wait for somebody, under the pictures; a new one stands out until its time is over. */
export function AlarmStrip({ alarms }: { alarms: PressingAlarms }) {
  const { t } = useWords();
  if (alarms.newest.length === 0) return <p className={styles['calm']}>{t('kiosk.calm')}</p>;
  return (
    <ul className={styles['alarms']} aria-label={t('menu.alarms')} aria-live="polite">
      {alarms.newest.map((alarm) => (
        <Line key={alarm.id} alarm={alarm} fresh={alarm.id === alarms.fresh?.id} />
      ))}
    </ul>
  );
}

function Line({ alarm, fresh }: { alarm: Alarm; fresh: boolean }) {
  const words = useAlarmWords();
  return (
    <li className={styles['alarm']} data-fresh={fresh || undefined}>
      <SeverityGlyph alarm={alarm} />
      <strong>{words.title(alarm)}</strong>
      <span className={styles['where']}>
        {alarm.roomName} · {alarm.schoolName}
      </span>
      <Moment at={alarm.raisedAt} />
    </li>
  );
}
