/** What a page shows of numbers and times, by the language's own rules; what panel and console share is in @tongtang/web. */

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "3分钟前", "in 2 hr."; below a minute the caller has the words: undefined. */
export function formatRelative(language: string, seconds: number): string | undefined {
  const form = new Intl.RelativeTimeFormat(language, { numeric: 'always', style: 'short' });
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return form.format(Math.trunc(seconds / size), unit);
  }
  return undefined;
}

export function formatDateTime(language: string, iso: string): string {
  return new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(iso));
}

export function formatNumber(language: string, value: number): string {
  return new Intl.NumberFormat(language).format(value);
}
