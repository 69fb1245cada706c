import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { getPreferences, onPreferencesChange } from './preferences';
import { sharedNamespace, sharedWords } from '@tongtang/web';
import en from './words/en.json';
import zhCN from './words/zh-CN.json';

/** Starts the words of the console; every text on a page comes from the two files in `words/`. */
export function startWords(): void {
  const { language } = getPreferences();
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {
      'zh-CN': { translation: zhCN, [sharedNamespace]: sharedWords['zh-CN'] },
      en: { translation: en, [sharedNamespace]: sharedWords.en },
    },
    interpolation: { escapeValue: false },
    returnNull: false,
    showSupportNotice: false,
  });
  document.documentElement.lang = language;
  onPreferencesChange(() => {
    const next = getPreferences().language;
    document.documentElement.lang = next;
    void i18next.changeLanguage(next);
  });
}
