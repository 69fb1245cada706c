import type { Language } from '../../app/preferences';
import type { ReportFigure } from '../../api/types';

/** A figure as people read it; what there is nothing of is a dash. */
export function figureText(language: Language, unit: ReportFigure['unit'], value: number | null): string {
  if (value === null) return '–';
  switch (unit) {
    case 'count':
      return new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(value);
    case 'share':
      return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(value);
    case 'hours':
    case 'rate':
      return new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value);
  }
}

/** By how much it has changed: of shares in points, of others in percent; nothing where there was nothing. */
export function changeOf({
  unit,
  value,
  before,
}: ReportFigure): { kind: 'points' | 'percent'; by: number } | undefined {
  if (value === null || before === null) return undefined;
  if (unit === 'share') return { kind: 'points', by: (value - before) * 100 };
  return before === 0 ? undefined : { kind: 'percent', by: (value / before - 1) * 100 };
}
