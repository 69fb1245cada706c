import { useSyncExternalStore } from 'react';

export type Language = 'zh-CN' | 'en';

/** What one person sets for this browser. Kept here because it says nothing about the district. */
export interface Preferences {
  language: Language;
  /** 长辈版: larger text and controls. */
  larger: boolean;
}

const storageKey = 'tongtang.preferences';
const listeners = new Set<() => void>();
let current = read();

function read(): Preferences {
  const fallback: Preferences = { language: navigator.language.startsWith('en') ? 'en' : 'zh-CN', larger: false };
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return fallback;
    const { language, larger } = stored as Partial<Record<keyof Preferences, unknown>>;
    return {
      language: language === 'en' || language === 'zh-CN' ? language : fallback.language,
      larger: typeof larger === 'boolean' ? larger : fallback.larger,
    };
  } catch {
    // Storage may be switched off, or hold what another version wrote: the defaults serve.
    return fallback;
  }
}

export function getPreferences(): Preferences {
  return current;
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(storageKey, JSON.stringify(current));
  } catch {
    // Without storage the choice lasts until the page is closed.
  }
  listeners.forEach((tell) => tell());
}

export function onPreferencesChange(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(onPreferencesChange, getPreferences);
}
