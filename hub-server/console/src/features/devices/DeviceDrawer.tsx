import { Drawer, Segmented, Tabs } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { Device, DriverDescription, Room, RoomDevices } from '../../api/types';
import { useWords } from '../../app/useWords';
import { EmptyState } from '../../components/EmptyState';
import { Facts } from '../../components/Facts';
import { PagePending, QueryView } from '../../components/QueryView';
import { CommandHistory } from './CommandHistory';
import { DeviceStateTag } from './DeviceStateTag';
import { useReadingHistory } from './queries';
import { SettingsForm } from './SettingsForm';
import { useNames } from './useNames';
import { WireTrace } from './WireTrace';

const ReadingChart = lazy(async () => ({ default: (await import('./ReadingChart')).ReadingChart }));

const spans = [1, 24, 168, 720] as const;

interface DeviceDrawerProps {
  room: Room;
  device: Device;
  description: DriverDescription | undefined;
  devices: RoomDevices;
  onClose: () => void;
}

/** One device beside its room: what it is, what it measured, what it was told, how it is set up, what goes over its wire. */
export function DeviceDrawer({ room, device, description, devices, onClose }: DeviceDrawerProps) {
  const { t } = useWords();
  return (
    <Drawer
      open
      size={720}
      title={device.name}
      onClose={onClose}
      closable={{ 'aria-label': t('form.close') }}
      styles={{ wrapper: { maxWidth: '100vw' } }}
    >
      <Tabs
        destroyOnHidden
        items={[
          {
            key: 'about',
            label: t('devices.about'),
            children: <About room={room} device={device} description={description} />,
          },
          {
            key: 'readings',
            label: t('devices.readings'),
            children: <Readings room={room.id} device={device} description={description} />,
          },
          {
            key: 'history',
            label: t('devices.history'),
            children: <CommandHistory room={room.id} devices={devices} device={device.id} />,
          },
          {
            key: 'settings',
            label: t('devices.settings'),
            children: <SettingsForm room={room.id} device={device.id} description={description} onClose={onClose} />,
          },
          {
            key: 'wire',
            label: t('devices.wire'),
            children: <WireTrace room={room.id} device={device.id} live={room.presence === 'online'} />,
          },
        ]}
      />
    </Drawer>
  );
}

function About({
  room,
  device,
  description,
}: {
  room: Room;
  device: Device;
  description: DriverDescription | undefined;
}) {
  const { t, has } = useWords();
  const names = useNames();
  const identity = Object.entries(device.identity).map(([name, value]) => ({
    name: has(`devices.identity.${name}`) ? t(`devices.identity.${name as 'model'}`) : name,
    value,
  }));
  return (
    <Facts
      facts={[
        {
          name: t('filters.state'),
          value: <DeviceStateTag state={room.presence === 'online' ? device.state : 'stale'} />,
        },
        { name: t('devices.driver'), value: names.of(description?.names, device.driver) },
        ...identity,
        {
          name: t('devices.proof'),
          value:
            description !== undefined && has(`devices.proofs.${description.proof}`)
              ? t(`devices.proofs.${description.proof as 'vectors'}`)
              : undefined,
        },
        { name: t('devices.id'), value: device.id },
      ]}
    />
  );
}

function Readings({
  room,
  device,
  description,
}: {
  room: string;
  device: Device;
  description: DriverDescription | undefined;
}) {
  const { t } = useWords();
  const names = useNames();
  const described = (description?.capabilities ?? [])
    .flatMap(({ properties }) => properties)
    .filter(({ reading }) => reading);
  const readings = [...new Set([...described.map(({ name }) => name), ...Object.keys(device.readings)])];
  const [chosen, setChosen] = useState<string>();
  const [hours, setHours] = useState<(typeof spans)[number]>(24);
  const name = chosen ?? readings[0];
  if (name === undefined) return <EmptyState title={t('devices.noReadings')} text={t('devices.noReadingsText')} />;
  const property = described.find((known) => known.name === name);
  const called = (reading: string) => names.of(described.find((known) => known.name === reading)?.names, reading);
  return (
    <>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, marginBottom: 12 }}>
        <Segmented
          aria-label={t('devices.readings')}
          value={name}
          onChange={setChosen}
          options={readings.map((value) => ({ value, label: called(value) }))}
        />
        <Segmented
          aria-label={t('devices.span')}
          value={hours}
          onChange={setHours}
          options={spans.map((value) => ({ value, label: t(`devices.spans.${value}`) }))}
        />
      </div>
      <History
        room={room}
        device={device.id}
        name={name}
        hours={hours}
        title={called(name)}
        unit={property?.unit ?? ''}
      />
    </>
  );
}

interface HistoryProps {
  room: string;
  device: string;
  name: string;
  hours: number;
  title: string;
  unit: string;
}

function History({ room, device, name, hours, title, unit }: HistoryProps) {
  const { t } = useWords();
  const series = useReadingHistory(room, device, name, hours);
  return (
    <QueryView query={series}>
      {({ points }) =>
        points.length === 0 ? (
          <EmptyState title={t('devices.noPoints')} text={t('devices.noPointsText')} />
        ) : (
          <Suspense fallback={<PagePending />}>
            <ReadingChart title={title} unit={unit} points={points} />
          </Suspense>
        )
      }
    </QueryView>
  );
}
