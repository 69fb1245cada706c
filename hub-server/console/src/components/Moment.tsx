import { whenInWords } from '@tongtang/web';
import { useWords } from '../app/useWords';
import { usePreferences } from '../app/preferences';
import { formatDateTime, formatRelative } from './format';
import { useNow } from './useNow';
import styles from './Moment.module.css';

interface MomentProps {
  /** ISO 8601, UTC. */
  at: string;
  /** `relative`: "3 分钟前"; `short`: the time, with its date when not today; `both`: one beside the other. */
  show?: 'relative' | 'short' | 'both';
}

/** A moment as people say it; the full date and time stand in the title and in `datetime`. */
export function Moment({ at, show = 'relative' }: MomentProps) {
  const { t } = useWords();
  const { language } = usePreferences();
  const now = useNow(10_000);
  const relative = formatRelative(language, (Date.parse(at) - now) / 1_000) ?? t('time.justNow');
  const short = whenInWords(new Date(at), new Date(now), language);
  return (
    <time dateTime={at} title={formatDateTime(language, at)} className="number">
      {show === 'relative' && relative}
      {show !== 'relative' && short}
      {show === 'both' && <span className={styles['soft']}> · {relative}</span>}
    </time>
  );
}

/** A time that runs: how long since. */
export function Elapsed({ since, format }: { since: string; format: (seconds: number) => string }) {
  const now = useNow();
  return <span className="number">{format((now - Date.parse(since)) / 1_000)}</span>;
}
