import { Button, DatePicker, Input } from 'antd';
import dayjs from 'dayjs';
import { useWords } from '../../app/useWords';
import { NamedSelect } from '../../components/NamedSelect';
import { RoomSelect } from '../fleet/RoomSelect';
import { SchoolSelect } from '../fleet/SchoolSelect';
import styles from './AlarmFilterBar.module.css';
import { alarmKinds, alarmShows, isNarrowed, type AlarmFilters, type AlarmShow } from './alarmFilters';
import { useAlarmWords } from './useAlarmWords';

interface AlarmFilterBarProps {
  filters: AlarmFilters;
  onChange: (change: Partial<AlarmFilters>) => void;
}

const none: Partial<AlarmFilters> = {
  q: '',
  show: 'open',
  kind: undefined,
  school: undefined,
  room: undefined,
  from: undefined,
  to: undefined,
};

export function AlarmFilterBar({ filters, onChange }: AlarmFilterBarProps) {
  const { t } = useWords();
  const words = useAlarmWords();
  const kinds: string[] = [...alarmKinds];
  // One that was sent in an address, or that only some box knows.
  if (filters.kind !== undefined && !kinds.includes(filters.kind)) kinds.push(filters.kind);
  return (
    <search className={styles['bar']}>
      <Input.Search
        key={filters.q}
        className={styles['text'] ?? ''}
        allowClear
        placeholder={t('alarms.search')}
        aria-label={t('alarms.search')}
        defaultValue={filters.q}
        maxLength={100}
        onSearch={(q) => onChange({ q: q.trim() })}
      />
      <NamedSelect<AlarmShow>
        className={styles['state'] ?? ''}
        label={t('filters.state')}
        value={filters.show}
        onChange={(show: AlarmShow) => onChange({ show })}
        options={(Object.keys(alarmShows) as AlarmShow[]).map((value) => ({ value, label: t(`alarmShow.${value}`) }))}
      />
      <NamedSelect<string>
        className={styles['kind'] ?? ''}
        label={t('alarms.what')}
        value={filters.kind ?? ''}
        onChange={(kind: string) => onChange({ kind: kind === '' ? undefined : kind })}
        popupMatchSelectWidth={false}
        options={[
          { value: '', label: t('alarms.everyKind') },
          ...kinds.map((value) => ({ value, label: words.kind(value) })),
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
        aria-label={t('alarms.days')}
        value={[dayOf(filters.from), dayOf(filters.to)]}
        onChange={(days) => onChange({ from: days?.[0]?.format('YYYY-MM-DD'), to: days?.[1]?.format('YYYY-MM-DD') })}
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
