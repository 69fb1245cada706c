import { Radio } from 'antd';
import { useWords } from '../../app/useWords';

const choices = [24, 7 * 24, 30 * 24];

export const usualHours = 7 * 24;

/** For how long a link is good. */
export function LinkLife({ hours, onChange }: { hours: number; onChange: (hours: number) => void }) {
  const { t } = useWords();
  return (
    <Radio.Group
      aria-label={t('share.valid')}
      value={hours}
      onChange={({ target }) => onChange(target.value as number)}
      options={choices.map((value) => ({ value, label: t('share.days', { count: value / 24 }) }))}
    />
  );
}
