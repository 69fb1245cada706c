import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { sharedNamespace } from '../words';
import type { Fault } from './rules';
import { wordsIn, type Words } from './types';

export interface EquipmentWords {
  /** A word below `equipment` of the shared words. */
  t: (key: string, values?: Record<string, string | number>) => string;
  of: (words: Words) => string;
  fault: (fault: Fault | undefined) => string | null;
  language: string;
}

export function useEquipmentWords(): EquipmentWords {
  const { t, i18n } = useTranslation(sharedNamespace);
  const { language } = i18n;
  return useMemo(() => {
    const word: EquipmentWords['t'] = (key, values = {}) => t(`equipment.${key}`, values);
    return {
      t: word,
      of: (words) => wordsIn(language, words),
      fault: (fault) =>
        fault === undefined ? null : word(`fault.${fault.word}`, { least: fault.least ?? '', most: fault.most ?? '' }),
      language,
    };
  }, [t, language]);
}
