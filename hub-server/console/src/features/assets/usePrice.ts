import { usePreferences } from '../../app/preferences';

/** A sum of money with its two digits; the register has one currency and does not say which. */
export function usePrice(): (price: number | null) => string {
  const { language } = usePreferences();
  const form = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return (price) => (price === null ? '–' : form.format(price));
}
