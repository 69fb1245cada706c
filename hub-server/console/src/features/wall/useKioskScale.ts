import { useSyncExternalStore } from 'react';

/** The page is drawn for this width. */
const drawnFor = 1_920;

/** How much larger everything is, so that a screen of 3840 shows what one of 1920 does, and both can be read from as far. */
export function useKioskScale(): number {
  return useSyncExternalStore(subscribe, () => scaleOf(window.innerWidth));
}

export function scaleOf(width: number): number {
  return Math.round(Math.min(4, Math.max(0.6, width / drawnFor)) * 100) / 100;
}

function subscribe(tell: () => void): () => void {
  window.addEventListener('resize', tell);
  return () => window.removeEventListener('resize', tell);
}
