import { Button, Input } from 'antd';
import { useWords } from '../../app/useWords';
import type { DeviceKind, ListedState } from '../../api/types';
import { NamedSelect } from '../../components/NamedSelect';
import { SchoolSelect } from '../fleet/SchoolSelect';
import styles from './DeviceFilterBar.module.css';
import { isNarrowed, listedStates, type DeviceFilters } from './deviceFilters';
import { useDeviceKinds } from './queries';
import { useNames } from './useNames';

interface DeviceFilterBarProps {
  filters: DeviceFilters;
  onChange: (change: Partial<DeviceFilters>) => void;
}

const none: Partial<DeviceFilters> = { q: '', driver: undefined, state: undefined, school: undefined };

export function DeviceFilterBar({ filters, onChange }: DeviceFilterBarProps) {
  const { t } = useWords();
  const names = useNames();
  const kinds = useDeviceKinds().data?.items ?? [];
  const ofDriver = kinds.filter(({ driver }) => filters.driver === undefined || driver === filters.driver);
  const ofModel = ofDriver.filter(({ model }) => filters.model === undefined || model === filters.model);
  return (
    <search className={styles['bar']}>
      <Input.Search
        key={filters.q}
        className={styles['text'] ?? ''}
        allowClear
        placeholder={t('devices.search')}
        aria-label={t('devices.search')}
        defaultValue={filters.q}
        maxLength={100}
        onSearch={(q) => onChange({ q: q.trim() })}
      />
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
      <NamedSelect<string>
        className={styles['choice'] ?? ''}
        label={t('filters.state')}
        value={filters.state ?? ''}
        onChange={(state: string) => onChange({ state: state === '' ? undefined : (state as ListedState) })}
        options={[
          { value: '', label: t('filters.everyState') },
          ...listedStates.map((value) => ({ value, label: t(`deviceState.${value}`) })),
        ]}
      />
      <div className={styles['choice']}>
        <SchoolSelect
          allowClear
          label={t('fleet.school')}
          placeholder={t('filters.everySchool')}
          value={filters.school}
          onChange={(school) => onChange({ school })}
        />
      </div>
      {isNarrowed(filters) && (
        <Button type="link" onClick={() => onChange(none)}>
          {t('filters.clear')}
        </Button>
      )}
    </search>
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
    <NamedSelect<string>
      className={styles['choice'] ?? ''}
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
