import { box } from './api';

/** The box keeps pictures coming for minutes after the last word; more often than this says nothing new. */
const quietMilliseconds = 10_000;

const signs = ['pointerdown', 'pointermove', 'keydown'] as const;

/**
 * Tells the box that somebody is at the panel: when the page opens or comes into sight, and whenever it is touched. So
 * cameras run while they are looked at, and not all day because a page is open.
 */
export function tellTouches(): () => void {
  let told = -Infinity;
  const tell = (): void => {
    if (document.visibilityState !== 'visible' || performance.now() - told < quietMilliseconds) return;
    told = performance.now();
    // A box that does not hear it shows itself by its silence; the next touch says it again.
    box.wake().catch(() => (told = -Infinity));
  };
  const seen = (): void => {
    told = -Infinity;
    tell();
  };
  for (const sign of signs) window.addEventListener(sign, tell, { passive: true });
  document.addEventListener('visibilitychange', seen);
  tell();
  return () => {
    for (const sign of signs) window.removeEventListener(sign, tell);
    document.removeEventListener('visibilitychange', seen);
  };
}
