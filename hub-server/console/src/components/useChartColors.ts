import { useIsDark } from '../app/preferences';

interface ChartColors {
  text: string;
  line: string;
  blue: string;
  orange: string;
}

// Canvas knows no custom properties: these are those of base.css.
const light: ChartColors = { text: '#434a54', line: '#e5e8ec', blue: '#0958d9', orange: '#d4570c' };
const dark: ChartColors = { text: '#c8ced7', line: '#343b45', blue: '#85b6ff', orange: '#f08c3a' };

export function useChartColors(): ChartColors {
  return useIsDark() ? dark : light;
}
