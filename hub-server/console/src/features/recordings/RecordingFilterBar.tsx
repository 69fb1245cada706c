import { Tag } from 'antd';
import { useWords } from '../../app/useWords';
import type { RecordingState, Visibility } from '../../api/types';
import { DayFilter, FilterBar, FilterSlot } from '../../components/FilterBar';
import { NamedSelect } from '../../components/NamedSelect';
import { PlaceFilters } from '../fleet/PlaceFilters';
import {
  approvalStates,
  isNarrowed,
  recordingStates,
  visibilities,
  type ApprovalState,
  type RecordingFilters,
} from './recordingFilters';

interface RecordingFilterBarProps {
  filters: RecordingFilters;
  onChange: (change: Partial<RecordingFilters>) => void;
}

const none = {
  q: '',
  state: undefined,
  visibility: undefined,
  approval: undefined,
  region: undefined,
  school: undefined,
  room: undefined,
  teacher: undefined,
  subject: undefined,
  counted: false,
  from: undefined,
  to: undefined,
};

export function RecordingFilterBar({ filters, onChange }: RecordingFilterBarProps) {
  const { t } = useWords();
  return (
    <FilterBar
      search={t('recordings.search')}
      text={filters.q}
      onText={(q) => onChange({ q })}
      narrowed={isNarrowed(filters)}
      onClear={() => onChange(none)}
    >
      <FilterSlot>
        <NamedSelect<RecordingState | ''>
          label={t('filters.state')}
          value={filters.state ?? ''}
          onChange={(state: RecordingState | '') => onChange({ state: state === '' ? undefined : state })}
          options={[
            { value: '', label: t('filters.everyState') },
            ...recordingStates.map((value) => ({ value, label: t(`recordingState.${value}`) })),
          ]}
        />
      </FilterSlot>
      <FilterSlot>
        <NamedSelect<Visibility | ''>
          label={t('visibility.who')}
          value={filters.visibility ?? ''}
          onChange={(visibility: Visibility | '') =>
            onChange({ visibility: visibility === '' ? undefined : visibility })
          }
          options={[
            { value: '', label: t('visibility.every') },
            ...visibilities.map((value) => ({ value, label: t(`visibility.${value}`) })),
          ]}
        />
      </FilterSlot>
      <FilterSlot>
        <NamedSelect<ApprovalState | ''>
          label={t('approval.title')}
          value={filters.approval ?? ''}
          onChange={(approval: ApprovalState | '') => onChange({ approval: approval === '' ? undefined : approval })}
          options={[
            { value: '', label: t('approval.every') },
            ...approvalStates.map((value) => ({ value, label: t(`approval.${value}`) })),
          ]}
        />
      </FilterSlot>
      <PlaceFilters school={filters.school} room={filters.room} onChange={onChange} />
      {(['teacher', 'subject'] as const).map(
        (field) =>
          filters[field] !== undefined && (
            <Tag
              key={field}
              closable={{ 'aria-label': t('recordings.anyOf', { field: t(`recordings.${field}`) }) }}
              onClose={() => onChange({ [field]: undefined })}
            >
              {t(`recordings.${field}`)}: {filters[field]}
            </Tag>
          ),
      )}
      {filters.counted && (
        <Tag
          closable={{ 'aria-label': t('recordings.anyOf', { field: t('recordings.counted') }) }}
          onClose={() => onChange({ counted: false })}
        >
          {t('recordings.counted')}
        </Tag>
      )}
      <DayFilter label={t('filters.days')} from={filters.from} to={filters.to} onChange={onChange} />
    </FilterBar>
  );
}
