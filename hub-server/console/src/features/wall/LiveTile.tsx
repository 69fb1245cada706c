import { createLivePlayer } from '@tongtang/web/live';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './WallTile.module.css';

interface LiveTileProps {
  roomId: string;
  source: string;
  label: string;
  /** It is heard. */
  sound: boolean;
  onSound: (has: boolean) => void;
}

/**
 * One room's picture as it happens, with a player of its own: rooms are not kept in step. Nothing runs while nobody can see
 * it, scrolled away or in a hidden tab, unless it is heard.
 */
export function LiveTile({ roomId, source, label, sound, onSound }: LiveTileProps) {
  const { t } = useTranslation('shared');
  const video = useRef<HTMLVideoElement>(null);
  const [player] = useState(createLivePlayer);
  const state = useSyncExternalStore(player.subscribe, player.state).views[source];
  const seen = useSeen(video);
  const wanted = seen || sound;
  useEffect(() => {
    if (!wanted || video.current === null) return undefined;
    return player.attach({ name: source, address: `/live/${roomId}/${source}`, label }, video.current);
  }, [player, wanted, roomId, source, label]);
  useEffect(() => player.hear(sound ? source : null), [player, sound, source]);
  const hasSound = state?.hasSound === true;
  useEffect(() => onSound(hasSound), [onSound, hasSound]);
  const phase = state?.phase ?? 'connecting';
  return (
    <div className={styles['picture']} data-phase={phase} data-room={roomId}>
      {/* What happens now has no captions track. */}
      {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
      <video ref={video} aria-label={label} tabIndex={-1} muted={!sound} />
      {phase !== 'live' && <p className={styles['words']}>{t(`live.phase.${phase}`)}</p>}
      {phase === 'live' && state !== undefined && state.quality !== 'full' && (
        <p className={styles['quality']}>{t(`live.quality.${state.quality}`)}</p>
      )}
    </div>
  );
}

/** True while the element can be seen. */
function useSeen(element: React.RefObject<HTMLElement | null>): boolean {
  const [inSight, setInSight] = useState(true);
  const [hidden, setHidden] = useState(document.hidden);
  useEffect(() => {
    const look = () => setHidden(document.hidden);
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  useEffect(() => {
    if (element.current === null) return undefined;
    const watcher = new IntersectionObserver((entries) => setInSight(entries.at(-1)?.isIntersecting ?? true));
    watcher.observe(element.current);
    return () => watcher.disconnect();
  }, [element]);
  return inSight && !hidden;
}
