import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { formatNumber } from '../../components/format';
import { useWaitingAlarms } from './queries';
import styles from './WaitingCount.module.css';

/** How many alarms wait for somebody, beside their page's name in the menu. */
export function WaitingCount() {
  const { t } = useWords();
  const { language } = usePreferences();
  const total = useWaitingAlarms(5).data?.total ?? 0;
  if (total === 0) return null;
  return (
    <span className={`number ${styles['count']}`}>
      {formatNumber(language, total)}
      <span className="visually-hidden"> {t('alarms.waitingCount', { count: total })}</span>
    </span>
  );
}
