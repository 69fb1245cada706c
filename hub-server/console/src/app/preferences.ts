import { useSyncExternalStore } from 'react';

export type Language = 'zh-CN' | 'en';

/** `system`: as the device is set. */
export type Look = 'system' | 'light' | 'dark';

/** What one person sets for this browser. Kept here because it says nothing about the district. */
export interface Preferences {
  language: Language;
  /** 长辈版: larger text and controls. */
  larger: boolean;
  look: Look;
}

const storageKey = 'tongtang.preferences';
const listeners = new Set<() => void>();
let current = read();

function read(): Preferences {
  const fallback: Preferences = {
    language: navigator.language.startsWith('en') ? 'en' : 'zh-CN',
    larger: false,
    look: 'system',
  };
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return fallback;
    const { language, larger, look } = stored as Partial<Record<keyof Preferences, unknown>>;
    return {
      language: language === 'en' || language === 'zh-CN' ? language : fallback.language,
      larger: typeof larger === 'boolean' ? larger : fallback.larger,
      look: look === 'light' || look === 'dark' ? look : fallback.look,
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

const darkDevice = matchMedia('(prefers-color-scheme: dark)');
const paper = matchMedia('print');

function onSurfaceChange(tell: () => void): () => void {
  const surfaces = [darkDevice, paper];
  surfaces.forEach((surface) => surface.addEventListener('change', tell));
  return () => surfaces.forEach((surface) => surface.removeEventListener('change', tell));
}

/** Whether pages are dark: as chosen, or as the device is set; paper is always light. */
export function useIsDark(): boolean {
  const { look } = usePreferences();
  const device = useSyncExternalStore(onSurfaceChange, () => darkDevice.matches);
  const printed = useSyncExternalStore(onSurfaceChange, () => paper.matches);
  return !printed && (look === 'system' ? device : look === 'dark');
}
