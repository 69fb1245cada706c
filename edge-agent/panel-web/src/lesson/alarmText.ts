import { ApiProblem, problemText } from '@tongtang/web';
import type { i18n } from 'i18next';
import type { DeviceStatus } from '../box/devices';
import type { BoxAlarm, SourceStatus } from '../box/status';
import { sourceLabel } from './sourceLabel';

/** Alarms that somebody in the room can do something about, most pressing first; the others are for the installer. */
const forTeachers = [
  'no_sound',
  'picture_black',
  'picture_frozen',
  'disk_almost_full',
  'disk_low',
  'upload_behind',
  'rule_met',
  'device_down',
];

/** The alarm in a person's words; a kind that a newer box knows is told by its name. */
export function alarmText(
  i18n: i18n,
  alarm: BoxAlarm,
  sources: readonly SourceStatus[],
  devices: readonly DeviceStatus[],
): string {
  const { t } = i18n;
  const source = sources.find((one) => one.name === alarm.subject);
  const device = devices.find((one) => one.id === alarm.subject)?.name ?? alarm.subject;
  const reason = alarm.kind === 'device_down' ? codeText(i18n, alarm.details.problem ?? 'device_offline') : '';
  // Whoever wrote the rule wrote its words, in both languages.
  const words = alarm.kind === 'rule_met' ? wordsOf(i18n.language, alarm) : '';
  const values = {
    source: source ? sourceLabel(t, source, sources) : alarm.subject,
    hours: Math.floor(Number(alarm.details.hours ?? 0)),
    days: Math.max(0, Math.floor(Number(alarm.details.days ?? 0))),
    seconds: Math.abs(Math.round(Number(alarm.details.seconds ?? 0))),
    items: alarm.details.items ?? '',
    device,
    reason,
    words,
  };
  return t(`alarm.${alarm.kind}`, { ...values, defaultValue: alarm.key });
}

export function alarmsForTeachers(alarms: readonly BoxAlarm[]): BoxAlarm[] {
  const rank = (alarm: BoxAlarm): number => forTeachers.indexOf(alarm.kind);
  return alarms.filter((alarm) => rank(alarm) >= 0).sort((one, other) => rank(one) - rank(other));
}

/** What a stable code means and what to do about it. */
export function codeText(i18n: i18n, code: string): string {
  return problemText(i18n, new ApiProblem(0, code, ''));
}

function wordsOf(language: string, { details, subject }: BoxAlarm): string {
  const [wanted, other] = language === 'en' ? [details.en, details.zh] : [details.zh, details.en];
  return wanted || other || subject;
}
