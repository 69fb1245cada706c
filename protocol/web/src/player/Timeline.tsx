import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { clockTime } from '../format';
import { PlayerIcon } from './icons';
import type { PlayerChapter, PlayerMark } from './lesson';
import type { PlayerState, SyncedPlayer } from './syncedPlayer';

interface TimelineProps {
  player: SyncedPlayer;
  state: PlayerState;
  marks: readonly PlayerMark[];
  chapters: readonly PlayerChapter[];
}

/** The lesson from end to end: what can be watched, the marks, and where we are. */
export function Timeline({ player, state, marks, chapters }: TimelineProps): ReactElement {
  const { t } = useTranslation('shared');
  const length = Math.max(1, state.duration);
  const place = (seconds: number): string => `${(100 * Math.max(0, Math.min(length, seconds))) / length}%`;
  return (
    <div className="tp-timeline">
      <div className="tp-track" aria-hidden="true" title={t('player.skipped')}>
        {state.spans.map((span) => (
          <span
            key={span.from}
            className="tp-span"
            style={{ left: place(span.from), width: `calc(${place(span.to)} - ${place(span.from)})` }}
          />
        ))}
        <span className="tp-played" style={{ width: place(state.position) }} />
        {chapters.map((chapter) => (
          <span key={chapter.atSeconds} className="tp-chapter-start" style={{ left: place(chapter.atSeconds) }} />
        ))}
      </div>
      <input
        className="tp-seek"
        type="range"
        min={0}
        max={length}
        step={0.1}
        value={Math.min(length, state.position)}
        data-player-keys
        aria-label={t('player.timeline')}
        aria-valuetext={t('player.position', {
          position: clockTime(state.position),
          duration: clockTime(state.duration),
        })}
        onChange={(event) => player.seek(event.currentTarget.valueAsNumber)}
      />
      {marks.length > 0 && (
        <ul className="tp-marks" aria-label={t('player.marks')}>
          {marks.map((mark, index) => (
            <li key={`${mark.atSeconds}-${index}`} style={{ left: place(mark.atSeconds) }}>
              <button
                type="button"
                className="tp-mark"
                onClick={() => player.seek(mark.atSeconds)}
                aria-label={t('player.mark', { position: clockTime(mark.atSeconds), label: mark.label ?? '' }).trim()}
                title={`${clockTime(mark.atSeconds)} ${mark.label ?? ''}`.trim()}
              >
                <PlayerIcon name="mark" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
