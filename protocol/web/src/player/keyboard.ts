/** What a key asks of the player. */
export type KeyWish =
  | { does: 'toggle' | 'fullscreen' | 'mute' | 'sideBySide' | 'slower' | 'faster' | 'start' | 'end' }
  | { does: 'skip'; seconds: number }
  | { does: 'large'; view: number };

const plain: Record<string, KeyWish> = {
  ' ': { does: 'toggle' },
  k: { does: 'toggle' },
  j: { does: 'skip', seconds: -10 },
  l: { does: 'skip', seconds: 10 },
  ArrowLeft: { does: 'skip', seconds: -5 },
  ArrowRight: { does: 'skip', seconds: 5 },
  f: { does: 'fullscreen' },
  m: { does: 'mute' },
  '0': { does: 'sideBySide' },
  ',': { does: 'slower' },
  '.': { does: 'faster' },
  Home: { does: 'start' },
  End: { does: 'end' },
};

/** Digits 1 to 9 make that view the large one, 0 shows all side by side. */
export function wishOfKey(key: string): KeyWish | null {
  const wish = plain[key.length === 1 ? key.toLowerCase() : key];
  if (wish) return wish;
  return /^[1-9]$/.test(key) ? { does: 'large', view: Number(key) - 1 } : null;
}

/** Keys belong to what has the focus when that needs them itself: text, lists, and space or enter on a button. */
export function isTakenBy(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('[data-player-keys]')) return false;
  if (target.isContentEditable || target.closest('input, textarea, select, [role="listbox"], [role="menu"]'))
    return true;
  return (key === ' ' || key === 'Enter') && target.closest('button, a[href], summary') !== null;
}
