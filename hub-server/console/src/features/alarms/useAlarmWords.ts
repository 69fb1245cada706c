import { useMemo } from 'react';
import { useWords, type WordKey } from '../../app/useWords';
import type { Alarm } from '../../api/types';

/** What an alarm is about, in the reader's words; a kind that has none is named as the box named it. */
export function useAlarmWords() {
  const { t, has } = useWords();
  return useMemo(() => {
    const kind = (name: string) => {
      const key = `alarmKind.${name}`;
      return has(key) ? t(key as WordKey) : t('alarms.otherKind', { kind: name.replaceAll('_', ' ') });
    };
    return {
      kind,
      /** What a person does about it; undefined when nobody has written that. */
      advice: (name: string) => {
        const key = `alarmAdvice.${name}`;
        return has(key) ? t(key as WordKey) : undefined;
      },
      detail: (name: string) => {
        const key = `alarmDetail.${name}`;
        return has(key) ? t(key as WordKey) : name;
      },
      title: ({ kind: name, subject }: Pick<Alarm, 'kind' | 'subject'>) =>
        subject === '' ? kind(name) : t('alarms.titleOf', { kind: kind(name), subject }),
    };
  }, [t, has]);
}
