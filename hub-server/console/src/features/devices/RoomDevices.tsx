import { useState } from 'react';
import type { Room, RoomDevices as Devices } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { QueryView } from '../../components/QueryView';
import { AddDevice } from './AddDevice';
import { AutomationCard } from './AutomationCard';
import { CommandHistory } from './CommandHistory';
import { ConfigurationCard } from './ConfigurationCard';
import { DeviceCard } from './DeviceCard';
import { DeviceDrawer } from './DeviceDrawer';
import { useRoomDevices } from './queries';
import styles from './RoomDevices.module.css';
import { SceneButtons } from './SceneButtons';
import { useDeviceEvents } from './useDeviceEvents';
import { Allowed } from '../accounts/Allowed';
import { useRights } from '../accounts/useRights';

/** The equipment of one room, live, with what it can be told. */
export function RoomDevices({ room }: { room: Room }) {
  const devices = useRoomDevices(room.id);
  useDeviceEvents(room.id);
  return <QueryView query={devices}>{(found) => <DeviceGrid room={room} devices={found} />}</QueryView>;
}

function DeviceGrid({ room, devices }: { room: Room; devices: Devices }) {
  const { t } = useWords();
  const mayEdit = useRights()('set-up-devices', room);
  const [open, setOpen] = useState<string>();
  const shown = devices.items.find(({ id }) => id === open);
  const describe = (hash: string | null) => (hash === null ? undefined : devices.descriptions[hash]);
  return (
    <>
      <Allowed right="command-devices" at={room}>
        <SceneButtons room={room.id} scenes={devices.scenes} live={room.presence === 'online'} />
      </Allowed>
      <Card title={t('devices.title')} extra={mayEdit && <AddDevice room={room} />}>
        {devices.items.length === 0 ? (
          <EmptyState title={t('devices.none')} text={t('devices.noneText')} />
        ) : (
          <div className={styles['grid']}>
            {devices.items.map((device) => (
              <DeviceCard
                key={device.id}
                room={room}
                device={device}
                description={describe(device.description)}
                forbidden={devices.forbidden}
                heardAt={devices.heardAt}
                onOpen={() => setOpen(device.id)}
              />
            ))}
          </div>
        )}
      </Card>
      <Card flush title={t('devices.history')}>
        <CommandHistory room={room.id} devices={devices} />
      </Card>
      {mayEdit && <AutomationCard room={room} devices={devices} />}
      {mayEdit && <ConfigurationCard room={room} />}
      {shown !== undefined && (
        <DeviceDrawer
          key={shown.id}
          room={room}
          device={shown}
          description={describe(shown.description)}
          devices={devices}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  );
}
