import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import type { AlarmHistoryItem } from '../../api/types';
import { formatDateTime } from '../../components/format';
import { Moment } from '../../components/Moment';
import { StatusGlyph, type Glyph, type Tone } from '../../components/StatusTag';
import styles from './AlarmHistory.module.css';

const looks: Record<AlarmHistoryItem['step'], { glyph: Glyph; tone: Tone }> = {
  raised: { glyph: 'bang', tone: 'red' },
  changed: { glyph: 'dash', tone: 'orange' },
  acknowledged: { glyph: 'dot', tone: 'blue' },
  suppressed: { glyph: 'pause', tone: 'grey' },
  resumed: { glyph: 'up', tone: 'orange' },
  cleared: { glyph: 'check', tone: 'green' },
};

/** A box's clock that is this far from when the hub heard of it is worth a word. */
const lateMs = 60_000;

/** What happened to an alarm, newest first. */
export function AlarmHistory({ history }: { history: AlarmHistoryItem[] }) {
  const { t } = useWords();
  const { language } = usePreferences();
  return (
    <ol className={styles['steps']}>
      {history.map((item, i) => (
        <li key={`${history.length - i}`} className={styles['step']}>
          <StatusGlyph {...looks[item.step]} />
          <div>
            <div>
              {t(`alarmStep.${item.step}`)}
              {item.caller !== null && <span className={styles['soft']}> · {item.caller}</span>}
              {item.until !== null && (
                <span className={styles['soft']}>
                  {' · '}
                  {t('alarms.until')} {formatDateTime(language, item.until)}
                </span>
              )}
            </div>
            {item.note !== null && <div className={styles['note']}>{item.note}</div>}
            <div className={styles['soft']}>
              <Moment at={item.at} show="short" />
              {Math.abs(Date.parse(item.receivedAt) - Date.parse(item.at)) > lateMs && (
                <>
                  {' · '}
                  {t('alarms.heard')} <Moment at={item.receivedAt} show="short" />
                </>
              )}
            </div>
          </div>
        </li>
      ))}
    </ol>
  );
}
