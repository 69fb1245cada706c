import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { clockTime } from '../format';
import { PlayerIcon, type PlayerIconName } from './icons';
import type { PlayerViewSource } from './lesson';
import { speeds, type PlayerState, type SyncedPlayer } from './syncedPlayer';
import type { Fullscreen } from './useFullscreen';

interface ControlsProps {
  player: SyncedPlayer;
  state: PlayerState;
  views: readonly PlayerViewSource[];
  soundLabel: string;
  layout: 'large' | 'side';
  onLayout: (layout: 'large' | 'side') => void;
  fullscreen: Fullscreen;
}

interface ButtonProps {
  icon: PlayerIconName;
  label: string;
  onPress: () => void;
  className?: string;
  pressed?: boolean;
  children?: ReactNode;
}

function Button({ icon, label, onPress, className = '', pressed, children }: ButtonProps): ReactElement {
  return (
    <button
      type="button"
      className={`tp-button ${className}`}
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      onClick={onPress}
    >
      <PlayerIcon name={icon} />
      {children}
    </button>
  );
}

/** What is below the pictures. */
export function Controls(props: ControlsProps): ReactElement {
  const { player, state, views, fullscreen, layout } = props;
  const { t } = useTranslation('shared');
  const play: PlayerIconName = state.playing ? 'pause' : state.ended ? 'replay' : 'play';
  return (
    <div className="tp-controls">
      <Button icon={play} className="tp-button-main" label={t(`player.${play}`)} onPress={() => player.toggle()} />
      <Button icon="back" label={t('player.back')} onPress={() => player.skip(-10)} />
      <Button icon="forward" label={t('player.forward')} onPress={() => player.skip(10)} />
      <span className="tp-time">
        {clockTime(state.position)} <span className="tp-quiet">/ {clockTime(state.duration)}</span>
      </span>
      {state.live && (
        <button
          type="button"
          className={state.atLive ? 'tp-live tp-live-on' : 'tp-live'}
          onClick={() => player.goLive()}
          title={t(state.atLive ? 'player.atLive' : 'player.goLive')}
        >
          <span className="tp-dot" aria-hidden="true" /> {t(state.atLive ? 'player.live' : 'player.goLive')}
        </button>
      )}
      {state.atLive && state.behind !== null && (
        <span className="tp-quiet">
          {state.behind <= 2 ? t('player.prompt') : t('player.behind', { seconds: Math.round(state.behind) })}
        </span>
      )}
      <span className="tp-space" />
      <Button
        icon={state.muted ? 'muted' : 'sound'}
        label={t(state.muted ? 'player.unmute' : 'player.mute')}
        onPress={() => player.setMuted(!state.muted)}
      />
      <input
        className="tp-volume"
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={state.muted ? 0 : state.volume}
        aria-label={t('player.volume')}
        onChange={(event) => player.setVolume(event.currentTarget.valueAsNumber)}
      />
      {views.length > 1 && <span className="tp-quiet tp-heard">{props.soundLabel}</span>}
      <select
        className="tp-speed"
        value={state.speed}
        aria-label={t('player.speed')}
        onChange={(event) => player.setSpeed(Number(event.currentTarget.value))}
      >
        {speeds.map((speed) => (
          <option key={speed} value={speed}>
            {t('player.speedOf', { speed })}
          </option>
        ))}
      </select>
      {views.length > 1 && (
        <Button
          icon={layout === 'large' ? 'side' : 'large'}
          label={t(layout === 'large' ? 'player.layoutSide' : 'player.layoutLarge')}
          onPress={() => props.onLayout(layout === 'large' ? 'side' : 'large')}
        />
      )}
      {fullscreen.possible && (
        <Button
          icon={fullscreen.on ? 'leaveFullscreen' : 'fullscreen'}
          label={t(fullscreen.on ? 'player.leaveFullscreen' : 'player.fullscreen')}
          onPress={fullscreen.toggle}
        />
      )}
    </div>
  );
}
