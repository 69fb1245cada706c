import { useWords } from '../../app/useWords';
import { FilterSlot } from '../../components/FilterBar';
import { RoomSelect } from './RoomSelect';
import { SchoolSelect } from './SchoolSelect';

interface PlaceFiltersProps {
  school: string | undefined;
  room: string | undefined;
  onChange: (change: { school?: string | undefined; room?: string | undefined }) => void;
}

/** A school, and a room of it. */
export function PlaceFilters({ school, room, onChange }: PlaceFiltersProps) {
  const { t } = useWords();
  return (
    <>
      <SchoolFilter school={school} onChange={onChange} />
      <FilterSlot>
        <RoomSelect
          allowClear
          label={t('fleet.room')}
          placeholder={t('filters.everyRoom')}
          school={school}
          value={room}
          onChange={(chosen) => onChange({ room: chosen })}
        />
      </FilterSlot>
    </>
  );
}

export function SchoolFilter({ school, onChange }: Omit<PlaceFiltersProps, 'room'>) {
  const { t } = useWords();
  return (
    <FilterSlot>
      <SchoolSelect
        allowClear
        label={t('fleet.school')}
        placeholder={t('filters.everySchool')}
        value={school}
        onChange={(chosen) => onChange({ school: chosen })}
      />
    </FilterSlot>
  );
}
