import type { ReactNode } from 'react';
import { Button, DatePicker, Input } from 'antd';
import dayjs from 'dayjs';
import { useWords } from '../app/useWords';
import styles from './FilterBar.module.css';

interface FilterBarProps {
  /** What the text field looks through, e.g. "Title or teacher". */
  search: string;
  text: string;
  onText: (text: string) => void;
  /** Some filter is set: offers to clear them all. */
  narrowed: boolean;
  onClear: () => void;
  /** The other filters, a {@link FilterSlot} or {@link DayFilter} each. */
  children?: ReactNode;
}

/** The row over a list by which it is narrowed. */
export function FilterBar({ search, text, onText, narrowed, onClear, children }: FilterBarProps) {
  const { t } = useWords();
  return (
    <search className={styles['bar']}>
      <Input.Search
        key={text}
        className={styles['text'] ?? ''}
        allowClear
        placeholder={search}
        aria-label={search}
        defaultValue={text}
        maxLength={100}
        onSearch={(typed) => onText(typed.trim())}
      />
      {children}
      {narrowed && (
        <Button type="link" onClick={onClear}>
          {t('filters.clear')}
        </Button>
      )}
    </search>
  );
}

export function FilterSlot({ children }: { children: ReactNode }) {
  return <div className={styles['slot']}>{children}</div>;
}

interface DayFilterProps {
  label: string;
  /** The first and the last day, as 2026-09-01; either may be open. */
  from: string | undefined;
  to: string | undefined;
  onChange: (days: { from: string | undefined; to: string | undefined }) => void;
}

export function DayFilter({ label, from, to, onChange }: DayFilterProps) {
  const { t } = useWords();
  return (
    <DatePicker.RangePicker
      className={styles['days'] ?? ''}
      allowEmpty={[true, true]}
      aria-label={label}
      value={[dayOf(from), dayOf(to)]}
      onChange={(days) => onChange({ from: days?.[0]?.format('YYYY-MM-DD'), to: days?.[1]?.format('YYYY-MM-DD') })}
      presets={[
        { label: t('filters.today'), value: [dayjs(), dayjs()] },
        { label: t('filters.thisWeek'), value: [monday(), dayjs()] },
        { label: t('filters.thirtyDays'), value: [dayjs().subtract(29, 'day'), dayjs()] },
      ]}
    />
  );
}

function dayOf(day: string | undefined) {
  return day === undefined ? null : dayjs(day);
}

/** Weeks begin on Monday here. */
function monday() {
  const today = dayjs();
  return today.subtract((today.day() + 6) % 7, 'day');
}
