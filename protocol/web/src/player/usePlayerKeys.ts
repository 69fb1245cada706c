import { useEffect, type RefObject } from 'react';
import { isTakenBy, wishOfKey, type KeyWish } from './keyboard';
import type { PlayerViewSource } from './lesson';
import { speeds, type SyncedPlayer } from './syncedPlayer';
import type { Fullscreen } from './useFullscreen';

interface Keys {
  player: SyncedPlayer;
  root: RefObject<HTMLElement | null>;
  views: readonly PlayerViewSource[];
  setLarge: (view: string | null) => void;
  fullscreen: Fullscreen;
}

/** The keys work anywhere on the page while a player is on it, except where something else has a use for them. */
export function usePlayerKeys(keys: Keys): void {
  const { player, root, views, setLarge, fullscreen } = keys;
  const toggleFullscreen = fullscreen.toggle;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (!root.current || isTakenBy(event.target, event.key)) return;
      const wish = wishOfKey(event.key);
      if (!wish) return;
      event.preventDefault();
      follow(wish);
    };
    const follow = (wish: KeyWish): void => {
      const state = player.state();
      switch (wish.does) {
        case 'toggle':
          return player.toggle();
        case 'skip':
          return player.skip(wish.seconds);
        case 'mute':
          return player.setMuted(!state.muted);
        case 'start':
          return player.seek(0);
        case 'end':
          return state.live ? player.goLive() : player.seek(state.duration);
        case 'slower':
        case 'faster':
          return player.setSpeed(nextSpeed(state.speed, wish.does));
        case 'fullscreen':
          return toggleFullscreen();
        case 'sideBySide':
          return setLarge(null);
        case 'large': {
          const view = views[wish.view];
          if (view) setLarge(view.name);
        }
      }
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [player, root, views, setLarge, toggleFullscreen]);
}

function nextSpeed(speed: number, way: 'slower' | 'faster'): number {
  const index = speeds.findIndex((candidate) => candidate === speed);
  return speeds[index + (way === 'faster' ? 1 : -1)] ?? speed;
}
