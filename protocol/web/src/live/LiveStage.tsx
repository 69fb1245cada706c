import { useEffect, useRef, useState, useSyncExternalStore, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { PlayerIcon } from '../player/icons';
import { useFullscreen } from '../player/useFullscreen';
import { createLivePlayer, type LivePlayer, type LiveSource } from './livePlayer';
import type { LiveViewState } from './liveView';

export interface LiveStageProps {
  /** Choose a `key` per room: other sources are another player. */
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
  const isLarge = large !== null && sources.length > 1;
  const withSound = sources.find((source) => state.views[source.name]?.hasSound === true);
  return (
    <section ref={root} className="tp" aria-label={t('live.label')}>
      <div
        className={
          isLarge ? 'tp-stage tp-stage-large' : `tp-stage tp-stage-${Math.max(1, Math.min(9, sources.length))}`
        }
      >
        {sources.map((source) => (
          <LiveTile
            key={source.name}
            player={player}
            source={source}
            state={state.views[source.name]}
            many={sources.length > 1}
            large={isLarge && source.name === large}
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

interface LiveTileProps {
  player: LivePlayer;
  source: LiveSource;
  state: LiveViewState | undefined;
  many: boolean;
  large: boolean;
  sound: boolean;
  onEnlarge: () => void;
}

/** One source: its picture, its name, and in words how it is. */
function LiveTile({ player, source, state, many, large, sound, onEnlarge }: LiveTileProps): ReactElement {
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
    <figure className={large ? 'tp-tile tp-tile-large' : 'tp-tile'} data-view={name} data-phase={phase}>
      {/* What happens now has no captions track. */}
      {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
      <video ref={video} aria-label={label} tabIndex={-1} muted={!sound} />
      {phase !== 'live' && (
        <p className="tp-words" role="status">
          {t(`live.phase.${phase}`)}
        </p>
      )}
      <figcaption className="tp-caption">
        {many ? (
          <button type="button" className="tp-chip" onClick={onEnlarge} aria-label={t('live.enlarge', { view: label })}>
            <span className="tp-chip-name">{label}</span>
          </button>
        ) : (
          <span className="tp-chip">{label}</span>
        )}
        {quality !== 'full' && <span className="tp-chip">{t(`live.quality.${quality}`)}</span>}
        {state?.hasSound === true && many && (
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
