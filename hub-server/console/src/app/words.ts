import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { getPreferences, onPreferencesChange, type Language } from './preferences';
import { sharedNamespace, sharedWords } from '@tongtang/web';

// A page fetches the language that it speaks.
const files = {
  'zh-CN': () => import('./words/zh-CN.json'),
  en: () => import('./words/en.json'),
};

/** Starts the words of the console; every text on a page comes from the two files in `words/`. */
export async function startWords(): Promise<void> {
  const { language } = getPreferences();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: await read(language) },
    interpolation: { escapeValue: false },
    returnNull: false,
    showSupportNotice: false,
  });
  document.documentElement.lang = language;
  onPreferencesChange(() => {
    const next = getPreferences().language;
    void change(next);
  });
}

async function change(next: Language) {
  if (!i18next.hasResourceBundle(next, sharedNamespace))
    for (const [namespace, words] of Object.entries(await read(next)))
      i18next.addResourceBundle(next, namespace, words);
  // Somebody may have chosen again meanwhile.
  if (getPreferences().language !== next) return;
  document.documentElement.lang = next;
  await i18next.changeLanguage(next);
}

async function read(language: Language) {
  return { translation: (await files[language]()).default, [sharedNamespace]: sharedWords[language] };
}
