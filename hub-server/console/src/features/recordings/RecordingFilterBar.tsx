import { Button, DatePicker, Input } from 'antd';
import dayjs from 'dayjs';
import { useWords } from '../../app/useWords';
import type { RecordingState } from '../../api/types';
import { NamedSelect } from '../../components/NamedSelect';
import { RoomSelect } from '../fleet/RoomSelect';
import { SchoolSelect } from '../fleet/SchoolSelect';
import { isNarrowed, recordingStates, type RecordingFilters } from './recordingFilters';
import styles from './RecordingFilterBar.module.css';

interface RecordingFilterBarProps {
  filters: RecordingFilters;
  onChange: (change: Partial<RecordingFilters>) => void;
}

const none = {
  q: '',
  state: undefined,
  region: undefined,
  school: undefined,
  room: undefined,
  from: undefined,
  to: undefined,
};

export function RecordingFilterBar({ filters, onChange }: RecordingFilterBarProps) {
  const { t } = useWords();
  return (
    <search className={styles['bar']}>
      <Input.Search
        key={filters.q}
        className={styles['text'] ?? ''}
        allowClear
        placeholder={t('recordings.search')}
        aria-label={t('recordings.search')}
        defaultValue={filters.q}
        maxLength={100}
        onSearch={(q) => onChange({ q: q.trim() })}
      />
      <NamedSelect<RecordingState | ''>
        className={styles['state'] ?? ''}
        label={t('filters.state')}
        value={filters.state ?? ''}
        onChange={(state: RecordingState | '') => onChange({ state: state === '' ? undefined : state })}
        options={[
          { value: '', label: t('filters.everyState') },
          ...recordingStates.map((value) => ({ value, label: t(`recordingState.${value}`) })),
        ]}
      />
      <div className={styles['place']}>
        <SchoolSelect
          allowClear
          label={t('fleet.school')}
          placeholder={t('filters.everySchool')}
          value={filters.school}
          onChange={(school) => onChange({ school })}
        />
      </div>
      <div className={styles['place']}>
        <RoomSelect
          allowClear
          label={t('fleet.room')}
          placeholder={t('filters.everyRoom')}
          school={filters.school}
          value={filters.room}
          onChange={(room) => onChange({ room })}
        />
      </div>
      <DatePicker.RangePicker
        className={styles['days'] ?? ''}
        allowEmpty={[true, true]}
        aria-label={t('filters.days')}
        value={[dayOf(filters.from), dayOf(filters.to)]}
        onChange={(days) => onChange({ from: days?.[0]?.format('YYYY-MM-DD'), to: days?.[1]?.format('YYYY-MM-DD') })}
        presets={[
          { label: t('filters.today'), value: [dayjs(), dayjs()] },
          { label: t('filters.thisWeek'), value: [monday(), dayjs()] },
          { label: t('filters.thirtyDays'), value: [dayjs().subtract(29, 'day'), dayjs()] },
        ]}
      />
      {isNarrowed(filters) && (
        <Button type="link" onClick={() => onChange(none)}>
          {t('filters.clear')}
        </Button>
      )}
    </search>
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
