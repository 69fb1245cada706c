import { useWords } from '../../app/useWords';
import { DayFilter, FilterBar, FilterSlot } from '../../components/FilterBar';
import { NamedSelect } from '../../components/NamedSelect';
import { PlaceFilters } from '../fleet/PlaceFilters';
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
    <FilterBar
      search={t('alarms.search')}
      text={filters.q}
      onText={(q) => onChange({ q })}
      narrowed={isNarrowed(filters)}
      onClear={() => onChange(none)}
    >
      <FilterSlot>
        <NamedSelect<AlarmShow>
          label={t('filters.state')}
          value={filters.show}
          onChange={(show: AlarmShow) => onChange({ show })}
          options={(Object.keys(alarmShows) as AlarmShow[]).map((value) => ({
            value,
            label: t(`alarmShow.${value}`),
          }))}
        />
      </FilterSlot>
      <FilterSlot>
        <NamedSelect<string>
          label={t('alarms.what')}
          value={filters.kind ?? ''}
          onChange={(kind: string) => onChange({ kind: kind === '' ? undefined : kind })}
          popupMatchSelectWidth={false}
          options={[
            { value: '', label: t('alarms.everyKind') },
            ...kinds.map((value) => ({ value, label: words.kind(value) })),
          ]}
        />
      </FilterSlot>
      <PlaceFilters school={filters.school} room={filters.room} onChange={onChange} />
      <DayFilter label={t('alarms.days')} from={filters.from} to={filters.to} onChange={onChange} />
    </FilterBar>
  );
}
