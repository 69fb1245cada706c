import { App, Button } from 'antd';
import type { DescribedCapability, DescribedProperty, Device, DriverDescription, Room } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Moment } from '../../components/Moment';
import { CapabilityControl } from './CapabilityControl';
import styles from './DeviceCard.module.css';
import { DeviceStateTag } from './DeviceStateTag';
import { useNames } from './useNames';
import { useSend, type Send } from './useSend';

interface DeviceCardProps {
  room: Room;
  device: Device;
  description: DriverDescription | undefined;
  forbidden: readonly string[];
  heardAt: string | null;
  onOpen: () => void;
}

/** One device: how it is, what it measures, and what it can be told. */
export function DeviceCard({ room, device, description, forbidden, heardAt, onOpen }: DeviceCardProps) {
  const { t } = useWords();
  const names = useNames();
  const live = room.presence === 'online';
  const to = useCarefulSend(room, device);
  const capabilities = description?.capabilities ?? [];
  const closed = capabilities.filter(({ id, actions }) => actions.length > 0 && forbidden.includes(id));
  return (
    <article className={`${styles['card']} ${live ? '' : styles['stale']}`} aria-label={device.name}>
      <div className={styles['head']}>
        <div>
          <h3 className={styles['name']}>{device.name}</h3>
          <div className={styles['soft']}>
            {[names.of(description?.names, device.driver), device.identity['model']].filter(Boolean).join(' · ')}
          </div>
        </div>
        {live ? (
          <DeviceStateTag state={device.state} />
        ) : (
          <span className={styles['soft']}>
            {t('source.asOf')} {heardAt === null ? '–' : <Moment at={heardAt} />}
          </span>
        )}
      </div>
      {device.problem !== null && (
        <p className={styles['problem']}>
          {names.problem(device.problem)}
          {device.since !== null && (
            <>
              {' '}
              <Moment at={device.since} />
            </>
          )}
        </p>
      )}
      <Facts device={device} capabilities={capabilities} />
      {capabilities.map((capability) => (
        <CapabilityControl
          key={capability.id}
          capability={capability}
          properties={device.properties}
          disabled={!live || device.state !== 'online' || forbidden.includes(capability.id)}
          to={to}
        />
      ))}
      {closed.length > 0 && (
        <p className={styles['soft']}>
          {t('devices.forbidden', { what: closed.map(({ id, names: called }) => names.of(called, id)).join('、') })}
        </p>
      )}
      {description === undefined && <p className={styles['soft']}>{t('devices.notDescribed')}</p>}
      <div className={styles['foot']}>
        <Button type="link" onClick={onOpen} aria-label={t('devices.moreOf', { name: device.name })}>
          {t('devices.more')}
        </Button>
      </div>
    </article>
  );
}

/** Asks before it takes the power from something in a room that is recording. */
function useCarefulSend(room: Room, device: Device): Send {
  const { t } = useWords();
  const { modal } = App.useApp();
  const to = useSend(room.id, device.id);
  const recording = room.presence === 'online' && room.state !== null && room.state.recorder !== 'idle';
  return {
    ...to,
    send: (command) => {
      if (!(recording && command.capability === 'power' && command.action !== 'on')) return to.send(command);
      void modal.confirm({
        title: t('devices.offWhileRecording'),
        content: t('devices.offWhileRecordingText', { device: device.name }),
        okText: t('devices.offAnyway'),
        cancelText: t('form.cancel'),
        okButtonProps: { danger: true },
        onOk: () => to.send(command),
      });
    },
  };
}

/** What it tells and cannot be told: readings, errors, whether somebody is there. */
function Facts({ device, capabilities }: { device: Device; capabilities: DescribedCapability[] }) {
  const names = useNames();
  const told = capabilities
    .filter(({ actions }) => actions.length === 0)
    .flatMap(({ properties }) => properties)
    .map((property) => ({ property, value: valueOf(device, property) }))
    .filter(({ value }) => value !== undefined && value !== '');
  if (told.length === 0) return null;
  return (
    <dl className={styles['facts']}>
      {told.map(({ property, value }) => (
        <div key={property.name}>
          <dt className={styles['soft']}>{names.of(property.names, property.name)}</dt>
          <dd className="number">{names.value(value, property)}</dd>
        </div>
      ))}
    </dl>
  );
}

function valueOf(device: Device, { name, reading }: DescribedProperty) {
  return reading ? device.readings[name] : device.properties[name];
}
