import { useMemo } from 'react';
import type { NoticeWish } from '../../api/types';
import { useWords } from '../../app/useWords';
import { useAlarmWords } from '../alarms/useAlarmWords';

/** A wish in few words. */
export function useWishWords() {
  const { t } = useWords();
  const alarms = useAlarmWords();
  return useMemo(
    () => ({
      what: ({ severities, kinds }: NoticeWish) =>
        [
          severities.map((one) => t(`alarmSeverity.${one}`)).join(t('notices.and')),
          kinds.map(alarms.kind).join(t('notices.and')),
        ]
          .filter((part) => part !== '')
          .join(' · '),
      quiet: ({ quietFrom, quietTo, urgentAlways }: NoticeWish) =>
        quietFrom === null || quietTo === null
          ? t('notices.neverQuiet')
          : t(urgentAlways ? 'notices.quietButUrgent' : 'notices.quietSpan', {
              from: quietFrom.slice(0, 5),
              to: quietTo.slice(0, 5),
            }),
    }),
    [t, alarms],
  );
}
