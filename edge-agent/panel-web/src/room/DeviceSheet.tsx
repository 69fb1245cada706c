import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Device, DeviceStatus } from '../box/devices';
import { Icon } from '../look/icons';
import { DeviceBody } from './DeviceBody';
import { deviceIcons } from './roomLook';

interface DeviceSheetProps {
  status: DeviceStatus;
  /** Undefined until the box has told what it can do. */
  device: Device | undefined;
  answering: boolean;
  onClose: () => void;
}

/** All that can be done with one device, over the lesson; the lesson's own controls stay as they are behind it. */
export function DeviceSheet({ status, device, answering, onClose }: DeviceSheetProps): ReactElement {
  const { t } = useTranslation();
  const sheet = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (sheet.current?.open === false) sheet.current.showModal();
  }, []);

  return (
    <dialog ref={sheet} className="sheet" aria-labelledby="sheet-title" onClose={onClose}>
      <header className="sheet-head">
        <h2 id="sheet-title">{status.name}</h2>
        <span className="pill">
          <Icon name={deviceIcons[status.state]} /> {t(`room.state.${status.state}`)}
        </span>
        <button type="button" className="button" onClick={() => sheet.current?.close()}>
          <Icon name="close" /> {t('app.close')}
        </button>
      </header>
      <DeviceBody status={status} device={device} answering={answering} />
    </dialog>
  );
}
