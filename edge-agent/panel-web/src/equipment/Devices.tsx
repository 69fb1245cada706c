import {
  DeviceForm,
  DriverChoice,
  freshId,
  newDevice,
  Refusal,
  usesOf,
  withDevice,
  withItem,
  without,
  wordsIn,
  type ConfiguredDevice,
  type Equipment,
} from '@tongtang/web/equipment';
import { useCallback, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import type { Device, DeviceStatus, FoundDevice } from '../box/devices';
import { useLoaded } from '../box/useLoaded';
import { DeviceList } from './DeviceList';
import { DeviceSearch } from './DeviceSearch';
import { DeviceTrial } from './DeviceTrial';
import type { EquipmentDesk } from './useEquipment';

export interface PartProps {
  desk: EquipmentDesk;
  equipment: Equipment;
  /** What the devices can do. */
  known: readonly Device[];
}

type View =
  | { kind: 'list' }
  | { kind: 'driver' }
  | { kind: 'search' }
  | { kind: 'trial'; id: string }
  | { kind: 'form'; device: ConfiguredDevice; isNew: boolean };

/** The devices of the room: looked at, added, changed, tried, removed. */
export function Devices({ desk, equipment, known, statuses }: PartProps & { statuses: readonly DeviceStatus[] }) {
  const { t, i18n } = useTranslation();
  const [view, setView] = useState<View>({ kind: 'list' });
  const [refused, setRefused] = useState<unknown>(null);
  const { devices } = equipment;
  const back = (): void => setView({ kind: 'list' });
  const driverOf = (id: string) => desk.drivers.find((one) => one.id === id);

  function begin(driver: string, found?: FoundDevice): void {
    const chosen = driverOf(driver);
    if (!chosen) return;
    const name = found?.name || found?.model || wordsIn(i18n.language, chosen.names);
    const device = newDevice(chosen, freshId(driver, devices), name.slice(0, 64), found?.connection);
    setView({ kind: 'form', device, isNew: true });
  }

  switch (view.kind) {
    case 'driver':
      return <DriverChoice drivers={desk.drivers} onDriver={begin} onCancel={back} />;
    case 'search':
      return <DeviceSearch drivers={desk.drivers} onAdd={(found) => begin(found.driver, found)} onBack={back} />;
    case 'trial': {
      const status = statuses.find((one) => one.id === view.id);
      if (!status) return <p className="empty">{t('equipment.gone')}</p>;
      const device = devices.find((one) => one.id === view.id);
      return (
        <DeviceTrial
          key={view.id}
          status={status}
          device={known.find((one) => one.id === view.id)}
          onEdit={device ? () => setView({ kind: 'form', device, isNew: false }) : null}
          onTable={
            device?.driver === 'command-table'
              ? (table) => desk.change((now) => withDevice(now, device.id, { settings: { ...device.settings, table } }))
              : null
          }
          onBack={back}
        />
      );
    }
    case 'form': {
      const { device, isNew } = view;
      return (
        <KnownFilesForm
          title={t(isNew ? 'equipment.newDevice' : 'equipment.editDevice', {
            driver: wordsIn(i18n.language, driverOf(device.driver)?.names ?? { zh: device.driver, en: device.driver }),
            name: device.name,
          })}
          device={device}
          isNew={isNew}
          driver={driverOf(device.driver)}
          others={devices.filter((one) => isNew || one.id !== device.id)}
          ports={desk.ports}
          onKeep={async (next) => {
            await desk.change((now) => ({ ...now, devices: withItem(now.devices, isNew ? null : device.id, next) }));
            // Whoever has just added a device wants to see whether it answers.
            setView(isNew && next.enabled !== false ? { kind: 'trial', id: next.id } : { kind: 'list' });
          }}
          onCancel={back}
        />
      );
    }
    case 'list':
      return (
        <>
          <DeviceList
            devices={devices}
            statuses={statuses}
            known={known}
            drivers={desk.drivers}
            usesOf={(id) => usesOf(equipment, id).map((use) => wordsIn(i18n.language, use.names))}
            onEdit={(device) => setView({ kind: 'form', device, isNew: false })}
            onTry={(id) => setView({ kind: 'trial', id })}
            onRemove={(id) => {
              setRefused(null);
              desk.change((now) => ({ ...now, devices: without(now.devices, id) })).catch(setRefused);
            }}
          />
          <Refusal problem={refused} />
          <div className="part-actions">
            <button type="button" className="button button-strong" onClick={() => setView({ kind: 'driver' })}>
              {t('equipment.addDevice')}
            </button>
            <button type="button" className="button" onClick={() => setView({ kind: 'search' })}>
              {t('equipment.search')}
            </button>
          </div>
        </>
      );
  }
}

type FormProps = Omit<Parameters<typeof DeviceForm>[0], 'files'>;

/** The form, with what settings that name a file can name. */
function KnownFilesForm(props: FormProps): ReactElement {
  const driver = props.driver?.settings.some((one) => one.kind === 'file') === true ? props.driver.id : null;
  const load = useCallback(
    (signal: AbortSignal) => (driver === null ? Promise.resolve([]) : box.driverFiles(driver, signal)),
    [driver],
  );
  return <DeviceForm {...props} files={useLoaded(load).value ?? []} />;
}
