import { useState, type ReactElement } from 'react';
import { ConnectionFields } from './ConnectionFields';
import { Field } from './Field';
import { FormEnd } from './FormParts';
import { deviceFaults, given } from './rules';
import { SettingInput } from './SettingInput';
import type { ConfiguredDevice, DeviceValue, Driver } from './types';
import { useEquipmentWords } from './useEquipmentWords';
import { useKeep } from './useKeep';

interface DeviceFormProps {
  title: string;
  device: ConfiguredDevice;
  /** An id can be chosen once: readings and scenes are known by it. */
  isNew: boolean;
  driver: Driver | undefined;
  others: readonly { id: string }[];
  ports: readonly { path: string; name: string }[];
  /** What settings that name a file can name. */
  files: readonly string[];
  onKeep: (device: ConfiguredDevice) => Promise<unknown>;
  onCancel: () => void;
}

/** One device: its name, how it is reached, and what its driver asks for. */
export function DeviceForm(props: DeviceFormProps): ReactElement {
  const { title, isNew, driver, others, ports, files } = props;
  const { t, fault } = useEquipmentWords();
  const [device, setDevice] = useState(props.device);
  const keeping = useKeep();
  const { tried, keep } = keeping;
  const all = deviceFaults(device, driver, others);
  const count = Object.keys(all).length;
  const faults = tried ? all : {};
  const change = (part: Partial<ConfiguredDevice>): void => setDevice((last) => ({ ...last, ...part }));
  const connection = device.connection ?? {};
  const kinds = driver?.connections ?? [];
  const setting = (name: string, value: DeviceValue): void => {
    const others = Object.entries(device.settings ?? {}).filter(([other]) => other !== name);
    change({ settings: Object.fromEntries(value === '' ? others : [...others, [name, value]]) });
  };
  return (
    <form
      className="form form-columns"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        keep(count === 0, () =>
          props.onKeep({ ...device, name: device.name.trim(), settings: given(device.settings ?? {}) }),
        );
      }}
    >
      <h2>{title}</h2>
      {driver?.proof === 'unproven' && <p className="form-wide notice notice-warn">{t('unproven')}</p>}
      <Field label={t('name')} hint={t('nameHint')} fault={fault(faults['name'])}>
        {(field) => (
          <input {...field} value={device.name} maxLength={64} onChange={(e) => change({ name: e.target.value })} />
        )}
      </Field>
      <Field label={t('id')} hint={t(isNew ? 'idHint' : 'idKept')} fault={fault(faults['id'])}>
        {(field) => (
          <input
            {...field}
            value={device.id}
            readOnly={!isNew}
            maxLength={64}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => change({ id: event.target.value })}
          />
        )}
      </Field>
      {kinds.length > 1 && (
        <Field label={t('kind')}>
          {(field) => (
            <select
              {...field}
              value={String(connection['kind'])}
              onChange={(event) => {
                const kind = kinds.find((one) => one['kind'] === event.target.value);
                if (kind) change({ connection: { ...kind } });
              }}
            >
              {kinds.map((one) => (
                <option key={String(one['kind'])} value={String(one['kind'])}>
                  {t(`connectionKind.${String(one['kind'])}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <ConnectionFields
        connection={connection}
        ports={ports}
        faults={faults}
        onMember={(member, value) => change({ connection: { ...connection, [member]: value } })}
      />
      {driver?.settings.map((one) => (
        <SettingInput
          key={one.name}
          setting={one}
          value={device.settings?.[one.name]}
          files={files}
          fault={fault(faults[`settings.${one.name}`])}
          onValue={(value) => setting(one.name, value)}
        />
      ))}
      {driver === undefined && (
        <p className="form-wide form-problem">{t('driverUnknown', { driver: device.driver })}</p>
      )}
      <Field label={t('poll')} hint={t('pollHint')} fault={fault(faults['pollSeconds'])}>
        {(field) => (
          <input
            {...field}
            type="number"
            min={0}
            max={3600}
            step="any"
            value={Number.isNaN(device.pollSeconds) ? '' : (device.pollSeconds ?? 0)}
            onChange={(event) => change({ pollSeconds: event.target.valueAsNumber })}
          />
        )}
      </Field>
      <label className="check">
        <input
          type="checkbox"
          checked={device.enabled ?? true}
          onChange={(event) => change({ enabled: event.target.checked })}
        />{' '}
        {t('enabled')}
      </label>
      <FormEnd
        {...keeping}
        json={t('deviceJson')}
        item={device}
        read={(json) => deviceOf(json, props.device)}
        onItem={setDevice}
        faults={count === 0 ? [] : [t('faults', { count })]}
        onCancel={props.onCancel}
      />
    </form>
  );
}

/** The text of another device, or of another driver's, is not this one's. */
function deviceOf(json: unknown, before: ConfiguredDevice): ConfiguredDevice | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const { id, name, driver } = json as Partial<ConfiguredDevice>;
  return typeof id === 'string' && typeof name === 'string' && driver === before.driver
    ? (json as ConfiguredDevice)
    : undefined;
}
