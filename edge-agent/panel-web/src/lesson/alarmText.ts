import type { TFunction } from 'i18next';
import type { BoxAlarm, SourceStatus } from '../box/status';
import { sourceLabel } from './sourceLabel';

/** Alarms that somebody in the room can do something about, most pressing first; the others are for the installer. */
const forTeachers = ['no_sound', 'picture_black', 'picture_frozen', 'disk_almost_full', 'disk_low', 'upload_behind'];

/** The alarm in a person's words; a kind that a newer box knows is told by its name. */
export function alarmText(t: TFunction, alarm: BoxAlarm, sources: readonly SourceStatus[]): string {
  const source = sources.find((one) => one.name === alarm.subject);
  const values = {
    source: source ? sourceLabel(t, source, sources) : alarm.subject,
    hours: Math.floor(Number(alarm.details.hours ?? 0)),
    days: Math.max(0, Math.floor(Number(alarm.details.days ?? 0))),
    seconds: Math.abs(Math.round(Number(alarm.details.seconds ?? 0))),
    items: alarm.details.items ?? '',
  };
  return t(`alarm.${alarm.kind}`, { ...values, defaultValue: alarm.key });
}

export function alarmsForTeachers(alarms: readonly BoxAlarm[]): BoxAlarm[] {
  const rank = (alarm: BoxAlarm): number => forTeachers.indexOf(alarm.kind);
  return alarms.filter((alarm) => rank(alarm) >= 0).sort((one, other) => rank(one) - rank(other));
}
