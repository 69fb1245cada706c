import { useCallback, useEffect, useState, type RefObject } from 'react';

export interface Fullscreen {
  possible: boolean;
  on: boolean;
  toggle: () => void;
}

/** Full screen of one element; the button's state follows Escape and the system's own ways out. */
export function useFullscreen(root: RefObject<HTMLElement | null>): Fullscreen {
  const [on, setOn] = useState(false);
  useEffect(() => {
    const look = (): void => setOn(document.fullscreenElement !== null && document.fullscreenElement === root.current);
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, [root]);
  const toggle = useCallback(() => {
    // A browser that refuses shows so itself; the player goes on as it was.
    const change = document.fullscreenElement ? document.exitFullscreen() : root.current?.requestFullscreen();
    change?.catch(() => undefined);
  }, [root]);
  return { possible: typeof document !== 'undefined' && document.fullscreenEnabled, on, toggle };
}
