import { useMemo } from 'react';
import { usePreferences } from '../../app/preferences';
import { useWords, type WordKey } from '../../app/useWords';
import { formatNumber } from '../../components/format';
import type { BothLanguages, DescribedProperty, Device, PropertyValue } from '../../api/types';

interface Named {
  zh: string;
  en: string;
}

/** What boxes name in both languages, in the reader's; and values as people say them. */
export function useNames() {
  const { t, has } = useWords();
  const { language } = usePreferences();
  return useMemo(() => {
    const of = (names: BothLanguages | Named | null | undefined, otherwise = '') =>
      (language === 'en' ? names?.en : names?.zh) ?? otherwise;
    return {
      of,
      value: (value: PropertyValue | undefined, property?: DescribedProperty): string => {
        if (value === undefined) return t('devices.notKnown');
        if (typeof value === 'boolean') return t(value ? 'devices.yes' : 'devices.no');
        if (typeof value === 'string') {
          const option = property?.options.find(({ id }) => id === value);
          return option === undefined ? value : of(option, value);
        }
        const unit = property?.unit ?? '';
        return `${formatNumber(language, value)}${unit === '' ? '' : ` ${unit}`}`;
      },
      problem: ({ code, message }: NonNullable<Device['problem']>): string => {
        const key = `deviceProblem.${code}`;
        return has(key) ? t(key as WordKey) : message === '' ? code : message;
      },
    };
  }, [t, has, language]);
}
