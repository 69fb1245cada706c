import { useWords } from '../../app/useWords';
import type { Alarm } from '../../api/types';
import styles from './AlarmRows.module.css';

/** What explains it, what it explains, and how often it came. */
export function AlarmAside({ alarm }: { alarm: Alarm }) {
  const { t } = useWords();
  const parts = [
    alarm.followers === 0 ? undefined : t('alarms.followers', { count: alarm.followers }),
    alarm.occurrences > 1 ? t('alarms.occurrences', { count: alarm.occurrences }) : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? null : <div className={styles['soft']}>{parts.join(' · ')}</div>;
}
