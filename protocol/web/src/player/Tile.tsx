import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { PlayerIcon } from './icons';
import type { PlayerViewSource } from './lesson';
import type { SyncedPlayer, ViewState } from './syncedPlayer';

interface TileProps {
  player: SyncedPlayer;
  view: PlayerViewSource;
  /** The key that makes it large. */
  digit: number;
  many: boolean;
  large: boolean;
  /** Out of sight: what feeds it is destroyed. */
  asleep: boolean;
  state: ViewState | undefined;
  sound: boolean;
  live: boolean;
  onEnlarge: () => void;
}

/** One view: its picture, its name, and in words why there is no picture. */
export function Tile(props: TileProps): ReactElement {
  const { player, view, many, large, asleep, state, sound } = props;
  const { t } = useTranslation('shared');
  const video = useRef<HTMLVideoElement>(null);

  useEffect(() => {
    if (asleep || !video.current) return undefined;
    return player.attach(view.name, video.current);
  }, [player, view.name, asleep]);

  const words = wordsFor(state, props.live);
  return (
    <figure
      className={large ? 'tp-tile tp-tile-large' : 'tp-tile'}
      data-view={view.name}
      data-phase={state?.phase}
      data-sound-only={state?.soundOnly === true && !large ? '' : undefined}
    >
      {/* A recorded lesson has no captions track; its words are in the picture and the sound.
          The picture is a second, larger way to press play; the button below is the one for keys. */}
      {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
      <video ref={video} aria-label={view.label} tabIndex={-1} onClick={() => player.toggle()} />
      {words !== null && (
        <p className="tp-words" role="status">
          {t(words)}
        </p>
      )}
      <figcaption className="tp-caption">
        {many && (
          <button
            type="button"
            className="tp-chip"
            onClick={props.onEnlarge}
            aria-label={t('player.enlarge', { view: view.label, digit: props.digit })}
          >
            <span className="tp-chip-name">{view.label}</span> <kbd>{props.digit}</kbd>
          </button>
        )}
        {many && (
          <button
            type="button"
            className="tp-chip tp-chip-icon"
            aria-pressed={sound}
            aria-label={t(sound ? 'player.soundOn' : 'player.soundFrom', { view: view.label })}
            title={t(sound ? 'player.soundOn' : 'player.soundFrom', { view: view.label })}
            onClick={() => player.setSound(view.name)}
          >
            <PlayerIcon name={sound ? 'sound' : 'muted'} />
          </button>
        )}
      </figcaption>
    </figure>
  );
}

/** The key of what to say over the picture, or null when the picture speaks for itself. */
function wordsFor(state: ViewState | undefined, live: boolean): string | null {
  if (!state) return 'player.loading';
  if (state.problem && state.phase !== 'playing' && state.phase !== 'paused') return `player.problem.${state.problem}`;
  switch (state.phase) {
    case 'loading':
      return 'player.loading';
    case 'waiting':
      return 'player.waiting';
    case 'hole':
      return 'player.hole';
    case 'over':
      return live ? 'player.overLive' : 'player.over';
    default:
      return state.soundOnly ? 'player.soundOnly' : null;
  }
}
