import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type zhCN from './words/zh-CN.json';

type Leaf<TKey extends string> = TKey extends `${infer Base}_one` | `${infer Base}_other` ? Base : TKey;
type KeysOf<T> = {
  [K in keyof T & string]: T[K] extends string ? Leaf<K> : `${K}.${KeysOf<T[K]>}`;
}[keyof T & string];

/** A key of the console's words: a misspelt one does not compile. */
export type WordKey = KeysOf<typeof zhCN>;

export type Words = (key: WordKey, values?: Record<string, string | number>) => string;

/** The console's words in the reader's language; `has` tells whether there is a word for what the hub sent. */
export function useWords(): { t: Words; has: (key: string) => boolean } {
  const { t, i18n } = useTranslation();
  return useMemo(() => ({ t: (key, values) => t(key, values ?? {}), has: (key) => i18n.exists(key) }), [t, i18n]);
}
