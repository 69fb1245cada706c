import { wordsIn, type ConfiguredDevice, type Driver } from '@tongtang/web/equipment';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Device, DeviceStatus } from '../box/devices';
import { codeText } from '../lesson/alarmText';
import { ConfirmedButton } from '../look/ConfirmedButton';
import { Icon } from '../look/icons';
import { deviceIcons, mainValue } from '../room/roomLook';

interface DeviceListProps {
  devices: readonly ConfiguredDevice[];
  statuses: readonly DeviceStatus[];
  known: readonly Device[];
  drivers: readonly Driver[];
  /** The names of scenes and rules that need a device. */
  usesOf: (id: string) => string[];
  onEdit: (device: ConfiguredDevice) => void;
  onTry: (id: string) => void;
  onRemove: (id: string) => void;
}

export function DeviceList(props: DeviceListProps): ReactElement {
  const { t } = useTranslation();
  if (props.devices.length === 0) return <p className="empty">{t('equipment.none')}</p>;
  return (
    <ul className="device-list">
      {props.devices.map((device) => (
        <Row key={device.id} {...props} device={device} />
      ))}
    </ul>
  );
}

function Row({ device, statuses, known, drivers, usesOf, ...on }: DeviceListProps & { device: ConfiguredDevice }) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const status = statuses.find((one) => one.id === device.id);
  const state = status?.state ?? 'connecting';
  const driver = drivers.find((one) => one.id === device.driver);
  const value = status
    ? mainValue(
        t,
        language,
        status,
        known.find((one) => one.id === device.id),
      )
    : null;
  const uses = usesOf(device.id);
  return (
    <li className="source-row">
      <span className="device-state" data-state={state}>
        <span className="source-word">
          <Icon name={deviceIcons[state]} /> {t(`room.state.${state}`)}
        </span>
        {value !== null && <strong>{value}</strong>}
      </span>
      <span className="source-what">
        <strong>{device.name}</strong>
        <span className="quiet">
          {driver ? wordsIn(language, driver.names) : device.driver} · {placeOf(device)}
        </span>
        {status?.problem && (
          <span className="form-problem">
            {codeText(i18n, status.problem.code)}
            <span className="detail-line" lang="en">
              {status.problem.message}
            </span>
          </span>
        )}
      </span>
      <span className="part-actions">
        <button
          type="button"
          className="button"
          aria-label={t('equipment.tryOf', { name: device.name })}
          disabled={state === 'disabled'}
          onClick={() => on.onTry(device.id)}
        >
          {t('equipment.try')}
        </button>
        <button
          type="button"
          className="button"
          aria-label={t('equipment.editOf', { name: device.name })}
          onClick={() => on.onEdit(device)}
        >
          {t('equipment.edit')}
        </button>
        <ConfirmedButton
          danger
          text={t('equipment.remove')}
          warning={
            uses.length === 0
              ? t('equipment.confirmRemove', { name: device.name })
              : t('equipment.confirmRemoveUsed', {
                  name: device.name,
                  uses: uses.join(language === 'en' ? ', ' : '、'),
                })
          }
          yes={t('equipment.confirmRemoveYes')}
          onConfirm={() => on.onRemove(device.id)}
        />
      </span>
    </li>
  );
}

/** Where it is reached, as people write it. */
function placeOf({ connection = {} }: ConfiguredDevice): string {
  const { kind, host, port, path } = connection;
  if (host) return `${host}:${port}${kind === 'http' && path ? path : ''}`;
  return String(path || kind || '');
}
