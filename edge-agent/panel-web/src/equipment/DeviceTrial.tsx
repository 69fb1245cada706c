import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Device, DeviceStatus } from '../box/devices';
import { Icon } from '../look/icons';
import { DeviceBody } from '../room/DeviceBody';
import { deviceIcons } from '../room/roomLook';
import { Learn } from './Learn';
import { useWire } from './useWire';
import { WireTrace } from './WireTrace';

interface DeviceTrialProps {
  status: DeviceStatus;
  device: Device | undefined;
  onEdit: (() => void) | null;
  /** Gives the device another command table; null: it is none of the generic driver's. */
  onTable: ((file: string) => Promise<unknown>) | null;
  onBack: () => void;
}

/** "Try it": how the device is, all that it can do, and the bytes that go over its wire meanwhile. */
export function DeviceTrial({ status, device, onEdit, onTable, onBack }: DeviceTrialProps): ReactElement {
  const { t } = useTranslation();
  const wire = useWire(status.id);
  return (
    <div className="trial">
      <header className="part-actions">
        <h2>{status.name}</h2>
        <span className="pill" role="status">
          <Icon name={deviceIcons[status.state]} /> {t(`room.state.${status.state}`)}
        </span>
        <span className="trial-actions">
          {onEdit && (
            <button type="button" className="button" onClick={onEdit}>
              {t('equipment.edit')}
            </button>
          )}
          <button type="button" className="button" onClick={onBack}>
            {t('equipment.back')}
          </button>
        </span>
      </header>
      <div className="trial-columns">
        <div className="trial-controls">
          <DeviceBody status={status} device={device} answering />
        </div>
        <div className="trial-controls">
          <WireTrace wire={wire} />
          {onTable && <Learn device={status.id} name={status.name} pieces={wire.pieces} onTable={onTable} />}
        </div>
      </div>
    </div>
  );
}
