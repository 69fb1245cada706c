import { useEffect, useRef, type RefObject } from 'react';

/**
 * Keeps the keyboard where the work is: when a change of state takes away the control that had the focus, the new
 * main control gets it. Fingers are left alone.
 * @param free nothing is under way; until then the main control may be disabled, and takes no focus
 */
export function useKeptFocus(face: string, free: boolean): RefObject<HTMLElement | null> {
  const card = useRef<HTMLElement>(null);
  const byKey = useRef(false);

  useEffect(() => {
    const key = (): void => {
      byKey.current = true;
    };
    const pointer = (): void => {
      byKey.current = false;
    };
    document.addEventListener('keydown', key, true);
    document.addEventListener('pointerdown', pointer, true);
    return () => {
      document.removeEventListener('keydown', key, true);
      document.removeEventListener('pointerdown', pointer, true);
    };
  }, []);

  useEffect(() => {
    if (!byKey.current || document.activeElement !== document.body) return;
    card.current?.querySelector<HTMLElement>('.main-button')?.focus();
  }, [face, free]);
  return card;
}
