import en from './en.json';
import zhCN from './zh-CN.json';

/** The i18next namespace of the words that panel and console share. */
export const sharedNamespace = 'shared';

/** Words by language, to be added to a page's own as namespace `shared`. */
export const sharedWords = { 'zh-CN': zhCN, en } as const;

export type Language = keyof typeof sharedWords;

/** Chinese first. */
export const languages: readonly Language[] = ['zh-CN', 'en'];
