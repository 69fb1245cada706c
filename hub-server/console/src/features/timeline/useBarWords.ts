import type { TimelineBar, TimelineKind } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords, type WordKey } from '../../app/useWords';
import { useAlarmWords } from '../alarms/useAlarmWords';

/** A bar in words: what it is, how it is, and from when to when on the school's clock. */
export function useBarWords(timeZone: string) {
  const { t, has } = useWords();
  const { language } = usePreferences();
  const alarms = useAlarmWords();
  const clock = new Intl.DateTimeFormat(language, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const words = { recordings: 'recordingState', 'linked-lessons': 'lessonState', presence: 'roomStatus' } as const;
  const title = (kind: TimelineKind, { label, detail, state }: TimelineBar): string => {
    if (kind === 'presence') return t(state === 'online' ? 'roomStatus.online' : 'roomStatus.offline');
    if (kind === 'alarms') return alarms.title({ kind: label, subject: detail });
    const named = kind === 'commands' && has(`command.${label}`) ? t(`command.${label}` as WordKey) : label;
    const known = named === '' ? t('recordings.untitled') : named;
    return detail === '' ? known : `${known} · ${detail}`;
  };
  const stateOf = (kind: TimelineKind, state: string): string => {
    const section = kind in words ? words[kind as keyof typeof words] : undefined;
    const key =
      kind === 'alarms'
        ? `alarmSeverity.${state}`
        : kind === 'maintenance'
          ? `maintenanceState.${state}`
          : section === undefined
            ? `timelineState.${state}`
            : `${section}.${state}`;
    return has(key) ? t(key as WordKey) : state;
  };
  const span = ({ from, until }: TimelineBar): string => {
    const begin = clock.format(new Date(from));
    if (until === null) return t('timeline.since', { from: begin });
    const end = clock.format(new Date(until));
    return begin === end ? begin : `${begin}–${end}`;
  };
  return { title, stateOf, span, clock };
}
