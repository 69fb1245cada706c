import { languages, sharedWords, type Language } from '@tongtang/web';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './en.json';
import zhCN from './zh-CN.json';

const key = 'tongtang.language';

/** The language a person chose on this screen, if any. */
function chosen(): Language | null {
  const kept = localStorage.getItem(key);
  return languages.find((language) => language === kept) ?? null;
}

/** Chinese until the box or a person says otherwise. */
export async function loadWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: chosen() ?? 'zh-CN',
    fallbackLng: 'zh-CN',
    defaultNS: 'panel',
    resources: {
      'zh-CN': { panel: zhCN, shared: sharedWords['zh-CN'] },
      en: { panel: en, shared: sharedWords.en },
    },
    interpolation: { escapeValue: false },
    showSupportNotice: false,
  });
  i18next.on('languageChanged', showLanguage);
  showLanguage(i18next.language);
}

function showLanguage(language: string): void {
  document.documentElement.lang = language;
  document.title = i18next.t('app.title');
}

/** What the box is set to; a person's own choice wins. */
export function followBox(language: string): void {
  const wanted: Language = language.startsWith('en') ? 'en' : 'zh-CN';
  if (chosen() === null && i18next.language !== wanted) void i18next.changeLanguage(wanted);
}

export function switchLanguage(): void {
  const next: Language = i18next.language === 'en' ? 'zh-CN' : 'en';
  localStorage.setItem(key, next);
  void i18next.changeLanguage(next);
}
