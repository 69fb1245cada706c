import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** The number that counts down, in a ring that empties. */
export function CountdownRing({ seconds, of }: { seconds: number; of: number }): ReactElement {
  const { t } = useTranslation();
  const around = 2 * Math.PI * 44;
  return (
    <div className="ring" role="timer" aria-live="assertive" aria-label={t('lesson.countdownHint', { seconds })}>
      <svg viewBox="0 0 100 100" aria-hidden="true" focusable="false">
        <circle className="ring-ground" cx="50" cy="50" r="44" />
        <circle
          className="ring-left"
          cx="50"
          cy="50"
          r="44"
          strokeDasharray={around}
          strokeDashoffset={around * (1 - (seconds - 1) / of)}
        />
      </svg>
      <span className="ring-number" aria-hidden="true">
        {seconds}
      </span>
    </div>
  );
}
