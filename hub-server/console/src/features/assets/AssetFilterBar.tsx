import { Checkbox } from 'antd';
import type { AssetState } from '../../api/types';
import { useWords } from '../../app/useWords';
import { FilterBar, FilterSlot } from '../../components/FilterBar';
import { NamedSelect } from '../../components/NamedSelect';
import { PlaceFilters } from '../fleet/PlaceFilters';
import { assetStates, isNarrowed, type AssetFilters } from './assetFilters';
import { useAssetKinds } from './queries';

interface AssetFilterBarProps {
  filters: AssetFilters;
  onChange: (change: Partial<AssetFilters>) => void;
  onClear: () => void;
}

export function AssetFilterBar({ filters, onChange, onClear }: AssetFilterBarProps) {
  const { t } = useWords();
  const kinds = useAssetKinds();
  const names = new Set((kinds.data ?? []).map(({ name }) => name));
  // One that was sent in an address, and that nothing is any more.
  if (filters.kind !== undefined) names.add(filters.kind);
  return (
    <FilterBar
      search={t('assets.search')}
      text={filters.q}
      onText={(q) => onChange({ q })}
      narrowed={isNarrowed(filters)}
      onClear={onClear}
    >
      <FilterSlot>
        <NamedSelect<string>
          label={t('assets.kind')}
          value={filters.kind ?? ''}
          onChange={(kind: string) => onChange({ kind: kind === '' ? undefined : kind })}
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          options={[
            { value: '', label: t('assets.everyKind') },
            ...[...names].map((name) => ({ value: name, label: name })),
          ]}
        />
      </FilterSlot>
      <FilterSlot>
        <NamedSelect<string>
          label={t('filters.state')}
          value={filters.state ?? ''}
          onChange={(state: string) => onChange({ state: state === '' ? undefined : (state as AssetState) })}
          options={[
            { value: '', label: t('filters.everyState') },
            ...assetStates.map((value) => ({ value, label: t(`assetState.${value}`) })),
          ]}
        />
      </FilterSlot>
      <PlaceFilters school={filters.school} room={filters.room} onChange={onChange} />
      <Checkbox checked={filters.beyondLife} onChange={({ target }) => onChange({ beyondLife: target.checked })}>
        {t('assets.beyondLife')}
      </Checkbox>
    </FilterBar>
  );
}
