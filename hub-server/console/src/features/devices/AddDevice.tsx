import '@tongtang/web/equipment.css';
import {
  DeviceForm,
  DriverChoice,
  freshId,
  newDevice,
  withItem,
  useEquipmentWords,
  type ConfiguredDevice,
  type Equipment,
} from '@tongtang/web/equipment';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import type { DeviceConfiguration, Room } from '../../api/types';
import { useWords } from '../../app/useWords';
import { QueryView } from '../../components/QueryView';
import styles from './AutomationCard.module.css';
import { editedEquipment } from './editedEquipment';
import { useDeviceChoices, useDeviceConfiguration, useSaveConfiguration, type DeviceChoices } from './queries';
import { forSharedForms } from './sharedForms';

const nothing: Equipment = { devices: [], scenes: [], rules: [] };

/** Adds a device to a room by the same forms as on the box's own panel; the box says what it can drive. */
export function AddDevice({ room }: { room: Room }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button disabled={room.presence !== 'online'} onClick={() => setOpen(true)}>
        {t('devices.add')}
      </Button>
      {open && <AddDialog room={room.id} onClose={() => setOpen(false)} />}
    </>
  );
}

function AddDialog({ room, onClose }: { room: string; onClose: () => void }) {
  const { t } = useWords();
  const choices = useDeviceChoices(room);
  const configuration = useDeviceConfiguration(room);
  return (
    <Modal open width={840} title={t('devices.add')} footer={null} onCancel={onClose}>
      <div className={styles['editor']}>
        <QueryView query={choices}>
          {(offered) => (
            <QueryView query={configuration}>
              {(found) => <Steps room={room} offered={offered} found={found} onClose={onClose} />}
            </QueryView>
          )}
        </QueryView>
      </div>
    </Modal>
  );
}

interface StepsProps {
  room: string;
  offered: DeviceChoices;
  found: DeviceConfiguration;
  onClose: () => void;
}

/** First which kind it is, then its name, address and settings. */
function Steps({ room, offered, found, onClose }: StepsProps) {
  const { t } = useWords();
  const { of } = useEquipmentWords();
  const save = useSaveConfiguration(room);
  const [device, setDevice] = useState<ConfiguredDevice>();
  const equipment = editedEquipment(found) ?? nothing;
  const driverOf = (id: string) => offered.drivers.find((one) => one.id === id);
  const begin = (id: string) => {
    const driver = driverOf(id);
    if (driver === undefined) return;
    const name = of(driver.names);
    setDevice(newDevice(driver, freshId(id, equipment.devices), name.slice(0, 64)));
  };
  if (device === undefined) return <DriverChoice drivers={offered.drivers} onDriver={begin} onCancel={onClose} />;
  const driver = driverOf(device.driver);
  return (
    <DeviceForm
      title={t('devices.newDevice', { driver: driver === undefined ? '' : of(driver.names) })}
      device={device}
      isNew
      driver={driver}
      others={equipment.devices}
      ports={offered.ports}
      files={offered.files[device.driver] ?? []}
      onKeep={async (next) => {
        const configuration = { ...equipment, devices: withItem(equipment.devices, null, next) };
        await forSharedForms(save.mutateAsync({ version: found.version, configuration }));
        onClose();
      }}
      onCancel={() => setDevice(undefined)}
    />
  );
}
