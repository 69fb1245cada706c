import { Button, Input, Space } from 'antd';
import { useWords } from '../../app/useWords';
import { textOfSeconds } from './lessonTimes';

interface TimeInputProps {
  value?: string;
  onChange?: (value: string) => void;
  id?: string;
  label: string;
  /** Where the player stands. */
  here: () => number;
}

/** A moment of the lesson, typed or taken from the player. */
export function TimeInput({ value, onChange, id, label, here }: TimeInputProps) {
  const { t } = useWords();
  return (
    <Space.Compact style={{ width: '100%' }}>
      <Input
        {...(id === undefined ? {} : { id })}
        aria-label={label}
        placeholder="00:00:00"
        value={value}
        onChange={(event) => onChange?.(event.target.value)}
      />
      <Button onClick={() => onChange?.(textOfSeconds(here()))}>{t('edits.here')}</Button>
    </Space.Compact>
  );
}
