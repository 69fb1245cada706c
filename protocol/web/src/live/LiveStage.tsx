import { useEffect, useRef, useState, useSyncExternalStore, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { PlayerIcon } from '../player/icons';
import { isTakenBy, wishOfKey } from '../player/keyboard';
import { useFullscreen, type Fullscreen } from '../player/useFullscreen';
import { createLivePlayer, type LivePlayer, type LiveSource } from './livePlayer';
import type { LiveViewState } from './liveView';

export interface LiveStageProps {
  /** They may come and go: those that stay play on. */
  sources: readonly LiveSource[];
}

/** The sources of one room as they happen, side by side or one large. Needs the `shared` words and player.css. */
export function LiveStage({ sources }: LiveStageProps): ReactElement {
  const { t } = useTranslation('shared');
  const root = useRef<HTMLElement>(null);
  const [player] = useState(createLivePlayer);
  const state = useSyncExternalStore(player.subscribe, player.state);
  const [large, setLarge] = useState<string | null>(sources[0]?.name ?? null);
  const fullscreen = useFullscreen(root);
  useLiveKeys(sources, setLarge, fullscreen);
  const enlarged = large === null || sources.length < 2 ? null : (sources.find(named(large)) ?? sources[0])?.name;
  const isLarge = enlarged !== null;
  const withSound = sources.find((source) => state.views[source.name]?.hasSound === true);
  return (
    <section ref={root} className="tp" aria-label={t('live.label')}>
      <div
        className={
          isLarge ? 'tp-stage tp-stage-large' : `tp-stage tp-stage-${Math.max(1, Math.min(9, sources.length))}`
        }
      >
        {sources.map((source, index) => (
          <LiveTile
            key={source.name}
            player={player}
            source={source}
            state={state.views[source.name]}
            digit={sources.length > 1 ? index + 1 : null}
            large={source.name === enlarged}
            sound={state.sound === source.name}
            onEnlarge={() => setLarge(source.name)}
          />
        ))}
      </div>
      <div className="tp-bar">
        <div className="tp-controls">
          <button
            type="button"
            className="tp-button"
            disabled={withSound === undefined}
            aria-pressed={state.sound !== null}
            onClick={() => player.hear(state.sound === null ? (withSound?.name ?? null) : null)}
          >
            <PlayerIcon name={state.sound === null ? 'muted' : 'sound'} />
            {t(state.sound === null ? 'live.soundOn' : 'live.soundOff')}
          </button>
          <span className="tp-space" />
          {sources.length > 1 && (
            <button
              type="button"
              className="tp-button"
              onClick={() => setLarge(isLarge ? null : (sources[0]?.name ?? null))}
            >
              {t(isLarge ? 'live.side' : 'live.large')}
            </button>
          )}
          {fullscreen.possible && (
            <button type="button" className="tp-button" aria-pressed={fullscreen.on} onClick={fullscreen.toggle}>
              {t(fullscreen.on ? 'live.windowed' : 'live.fullscreen')}
            </button>
          )}
        </div>
      </div>
    </section>
  );
}

function named(name: string): (source: LiveSource) => boolean {
  return (source) => source.name === name;
}

/** The recorded player's keys, as far as they have a meaning here. */
function useLiveKeys(
  sources: readonly LiveSource[],
  setLarge: (name: string | null) => void,
  { toggle }: Fullscreen,
): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTakenBy(event.target, event.key)) return;
      const wish = wishOfKey(event.key);
      const chosen = wish?.does === 'large' ? sources[wish.view] : undefined;
      if (chosen) setLarge(chosen.name);
      else if (wish?.does === 'sideBySide') setLarge(null);
      else if (wish?.does === 'fullscreen') toggle();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [sources, setLarge, toggle]);
}

interface LiveTileProps {
  player: LivePlayer;
  source: LiveSource;
  state: LiveViewState | undefined;
  /** The key that makes it large; null: it is the only one. */
  digit: number | null;
  large: boolean;
  sound: boolean;
  onEnlarge: () => void;
}

/** One source: its picture, its name, and in words how it is. */
function LiveTile({ player, source, state, digit, large, sound, onEnlarge }: LiveTileProps): ReactElement {
  const { t } = useTranslation('shared');
  const video = useRef<HTMLVideoElement>(null);
  const { name, address, label } = source;
  useEffect(() => {
    if (!video.current) return undefined;
    return player.attach({ name, address, label }, video.current);
  }, [player, name, address, label]);
  const phase = state?.phase ?? 'connecting';
  const quality = state?.quality ?? 'full';
  return (
    <figure
      className={large ? 'tp-tile tp-tile-large' : 'tp-tile'}
      data-view={name}
      data-phase={phase}
      data-sound-only={state?.hasPicture === false || undefined}
    >
      {/* What happens now has no captions track. */}
      {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
      <video ref={video} aria-label={label} tabIndex={-1} muted={!sound} />
      {phase !== 'live' && (
        <p className="tp-words" role="status">
          {t(`live.phase.${phase}`)}
        </p>
      )}
      <figcaption className="tp-caption">
        {digit !== null ? (
          <button
            type="button"
            className="tp-chip"
            onClick={onEnlarge}
            aria-label={t('player.enlarge', { view: label, digit })}
          >
            <span className="tp-chip-name">{label}</span> <kbd>{digit}</kbd>
          </button>
        ) : (
          <span className="tp-chip">
            <span className="tp-chip-name">{label}</span>
          </span>
        )}
        {quality !== 'full' && <span className="tp-chip tp-chip-quality">{t(`live.quality.${quality}`)}</span>}
        {state?.hasSound === true && digit !== null && (
          <button
            type="button"
            className="tp-chip tp-chip-icon"
            aria-pressed={sound}
            aria-label={t('live.soundFrom', { view: label })}
            onClick={() => player.hear(sound ? null : name)}
          >
            <PlayerIcon name={sound ? 'sound' : 'muted'} />
          </button>
        )}
      </figcaption>
    </figure>
  );
}
