import type { TFunction } from 'i18next';

/** `01:02:03`, as on a clock: the same in every language. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** `6 小时 20 分`, `12 小时`, `45 分钟`, `12 秒`. Rounded down: what is promised is there. */
export function durationInWords(t: TFunction, seconds: number): string {
  const minutes = Math.floor(Math.max(0, seconds) / 60);
  if (minutes >= 60 && minutes % 60 === 0) return t('clock.hours', { ns: 'shared', hours: minutes / 60 });
  if (minutes >= 60) {
    return t('clock.hoursMinutes', { ns: 'shared', hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  }
  if (minutes >= 1) return t('clock.minutes', { ns: 'shared', minutes });
  return t('clock.seconds', { ns: 'shared', seconds: Math.floor(Math.max(0, seconds)) });
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** `1.4 GB`, in powers of 1000 as on the label of a disk. */
export function byteSize(bytes: number, language: string): string {
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  const format = { style: 'unit', unit: units[power] ?? 'byte', unitDisplay: 'short' } as const;
  return new Intl.NumberFormat(language, { ...format, maximumFractionDigits: value < 10 && power > 0 ? 1 : 0 }).format(
    value,
  );
}

/** `今天 08:00`, `昨天 15:30`, `11月3日 周二 08:00`; with the year when it is another one. */
export function whenInWords(date: Date, now: Date, language: string): string {
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(date);
  const midnight = (of: Date): number => new Date(of.getFullYear(), of.getMonth(), of.getDate()).getTime();
  const days = Math.round((midnight(date) - midnight(now)) / 86_400_000);
  if (days === 0 || days === -1) {
    return `${new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(days, 'day')} ${time}`;
  }
  const sameYear = date.getFullYear() === now.getFullYear();
  const day = new Intl.DateTimeFormat(language, {
    ...(sameYear ? {} : { year: 'numeric' }),
    month: language.startsWith('zh') ? 'long' : 'short',
    day: 'numeric',
    weekday: 'short',
  }).format(date);
  return `${day} ${time}`;
}

/** `40%` from 0.4. */
export function percentage(part: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(part);
}
