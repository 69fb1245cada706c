import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import type { DeviceKind, ListedState } from '../../api/types';
import { FilterBar, FilterSlot } from '../../components/FilterBar';
import { formatNumber } from '../../components/format';
import { NamedSelect } from '../../components/NamedSelect';
import { SchoolFilter } from '../fleet/PlaceFilters';
import { hourChoices, isNarrowed, listedStates, type DeviceFilters } from './deviceFilters';
import { useDeviceKinds } from './queries';
import { useNames } from './useNames';

interface DeviceFilterBarProps {
  filters: DeviceFilters;
  onChange: (change: Partial<DeviceFilters>) => void;
}

const none: Partial<DeviceFilters> = {
  q: '',
  driver: undefined,
  state: undefined,
  school: undefined,
  hoursFrom: undefined,
};

const anyHours = -1;

export function DeviceFilterBar({ filters, onChange }: DeviceFilterBarProps) {
  const { t } = useWords();
  const names = useNames();
  const kinds = useDeviceKinds().data?.items ?? [];
  const ofDriver = kinds.filter(({ driver }) => filters.driver === undefined || driver === filters.driver);
  const ofModel = ofDriver.filter(({ model }) => filters.model === undefined || model === filters.model);
  return (
    <FilterBar
      search={t('devices.search')}
      text={filters.q}
      onText={(q) => onChange({ q })}
      narrowed={isNarrowed(filters)}
      onClear={() => onChange(none)}
    >
      <Choice
        label={t('devices.driver')}
        every={t('devices.everyDriver')}
        value={filters.driver}
        choices={countsOf(kinds, ({ driver }) => driver)}
        nameOf={(driver) => names.of(kinds.find((kind) => kind.driver === driver)?.driverNames, driver)}
        onChange={(driver) => onChange({ driver })}
      />
      <Choice
        label={t('devices.model')}
        every={t('devices.everyModel')}
        value={filters.model}
        choices={countsOf(ofDriver, ({ model }) => model)}
        onChange={(model) => onChange({ model })}
      />
      <Choice
        label={t('devices.firmware')}
        every={t('devices.everyFirmware')}
        value={filters.firmware}
        choices={countsOf(ofModel, ({ firmware }) => firmware)}
        onChange={(firmware) => onChange({ firmware })}
      />
      <FilterSlot>
        <NamedSelect<string>
          label={t('filters.state')}
          value={filters.state ?? ''}
          onChange={(state: string) => onChange({ state: state === '' ? undefined : (state as ListedState) })}
          options={[
            { value: '', label: t('filters.everyState') },
            ...listedStates.map((value) => ({ value, label: t(`deviceState.${value}`) })),
          ]}
        />
      </FilterSlot>
      <HoursFilter hours={filters.hoursFrom} onChange={(hoursFrom) => onChange({ hoursFrom })} />
      <SchoolFilter school={filters.school} onChange={onChange} />
    </FilterBar>
  );
}

interface HoursFilterProps {
  hours: number | undefined;
  onChange: (hours: number | undefined) => void;
}

function HoursFilter({ hours, onChange }: HoursFilterProps) {
  const { t } = useWords();
  const { language } = usePreferences();
  // One that was sent in an address stands among them.
  const choices =
    hours === undefined || hourChoices.includes(hours)
      ? hourChoices
      : [...hourChoices, hours].sort((one, other) => one - other);
  return (
    <FilterSlot>
      <NamedSelect<number>
        label={t('devices.hours')}
        value={hours ?? anyHours}
        onChange={(next: number) => onChange(next === anyHours ? undefined : next)}
        options={[
          { value: anyHours, label: t('devices.anyHours') },
          ...choices.map((value) => ({
            value,
            label: t('devices.hoursFrom', { hours: formatNumber(language, value) }),
          })),
        ]}
      />
    </FilterSlot>
  );
}

interface ChoiceProps {
  label: string;
  every: string;
  value: string | undefined;
  choices: ReadonlyMap<string, number>;
  nameOf?: (value: string) => string;
  onChange: (value: string | undefined) => void;
}

function Choice({ label, every, value, choices, nameOf = (name) => name, onChange }: ChoiceProps) {
  const values = [...choices.keys()];
  // One that was sent in an address, and that nobody has any more.
  if (value !== undefined && !choices.has(value)) values.push(value);
  return (
    <FilterSlot>
      <NamedSelect<string>
        label={label}
        value={value ?? ''}
        onChange={(next: string) => onChange(next === '' ? undefined : next)}
        popupMatchSelectWidth={false}
        showSearch={{ optionFilterProp: 'label' }}
        options={[
          { value: '', label: every },
          ...values.map((one) => ({ value: one, label: `${nameOf(one)} (${choices.get(one) ?? 0})` })),
        ]}
      />
    </FilterSlot>
  );
}

function countsOf(kinds: readonly DeviceKind[], of: (kind: DeviceKind) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of kinds) {
    const name = of(kind);
    if (name !== '') counts.set(name, (counts.get(name) ?? 0) + kind.devices);
  }
  return counts;
}
