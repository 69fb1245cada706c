import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SourceStatus } from '../box/status';
import { Icon } from '../look/icons';
import { holdPeak, meterPart, noPeak } from './meter';
import { silenceBelowDb } from './silence';

interface SoundMeterProps {
  source: SourceStatus;
  label: string;
  /** When the box said so, by the page's clock. */
  heardAt: number;
}

/** How loud it is now, and the peak of the last seconds. A source without sound has no meter. */
export function SoundMeter({ source, label, heardAt }: SoundMeterProps): ReactElement | null {
  const { t } = useTranslation();
  const [peak, setPeak] = useState(noPeak);
  const level = source.audioLevelDb;
  const heard = source.audioPeakDb ?? level;
  const [seenAt, setSeenAt] = useState(0);
  if (seenAt !== heardAt) {
    setSeenAt(heardAt);
    setPeak(holdPeak(peak, heard, heardAt));
  }
  if (level === null) return null;
  const quiet = level < silenceBelowDb;
  return (
    <span className="meter-row">
      <span
        className="meter"
        role="meter"
        aria-label={t('sources.level', { source: label })}
        aria-valuemin={-60}
        aria-valuemax={0}
        aria-valuenow={Math.round(Math.max(-60, Math.min(0, level)))}
        aria-valuetext={quiet ? t('sources.quiet') : t('sources.levelValue', { level: Math.round(level) })}
      >
        <span className="meter-level" style={{ transform: `scaleX(${1 - meterPart(level)})` }} />
        {peak.db !== null && meterPart(peak.db) > 0 && (
          <span className="meter-peak" style={{ left: `${100 * meterPart(peak.db)}%` }} />
        )}
      </span>
      <span className={quiet ? 'meter-word' : 'meter-word meter-word-off'} aria-hidden="true">
        <Icon name="noSound" />
      </span>
    </span>
  );
}
