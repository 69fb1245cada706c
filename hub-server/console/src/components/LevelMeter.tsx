import { useWords } from '../app/useWords';
import styles from './LevelMeter.module.css';

/** Below this nothing is heard in a classroom's recording. */
const quietDb = -50;
const floorDb = -60;

/** How loud a source is now, in dB below full scale; null where it has no sound. */
export function LevelMeter({ levelDb, label }: { levelDb: number | null; label: string }) {
  const { t } = useWords();
  if (levelDb === null) return null;
  const bounded = Math.min(0, Math.max(floorDb, levelDb));
  const share = (bounded - floorDb) / -floorDb;
  const tone = levelDb < quietDb ? styles['quiet'] : levelDb > -3 ? styles['loud'] : styles['good'];
  return (
    <div className={styles['row']}>
      <div
        role="meter"
        aria-label={label}
        aria-valuemin={floorDb}
        aria-valuemax={0}
        aria-valuenow={Math.round(bounded)}
        aria-valuetext={t('meter.value', { level: Math.round(bounded) })}
        className={styles['meter']}
      >
        <div className={`${styles['bar']} ${tone}`} style={{ transform: `scaleX(${share})` }} />
      </div>
      <span className={`number ${styles['value']}`}>
        {levelDb < quietDb ? t('meter.silent') : t('meter.value', { level: Math.round(bounded) })}
      </span>
    </div>
  );
}
