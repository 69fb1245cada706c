import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import type { Device, DeviceCommand, DeviceStatus } from '../box/devices';
import { codeText } from '../lesson/alarmText';
import { useActions } from '../lesson/useActions';
import { Icon } from '../look/icons';
import { CapabilityControls } from './CapabilityControls';
import { factsOf } from './controls';
import { deviceIcons, valueOf, valueText, wordsIn } from './roomLook';

interface DeviceSheetProps {
  status: DeviceStatus;
  /** Undefined until the box has told what it can do. */
  device: Device | undefined;
  answering: boolean;
  onClose: () => void;
}

/** All that can be done with one device, over the lesson; the lesson's own controls stay as they are behind it. */
export function DeviceSheet({ status, device, answering, onClose }: DeviceSheetProps): ReactElement {
  const { t, i18n } = useTranslation();
  const sheet = useRef<HTMLDialogElement>(null);
  const { act, pending, done, problem } = useActions('sheet');
  useEffect(() => {
    if (sheet.current?.open === false) sheet.current.showModal();
  }, []);

  const send = (control: string, command: DeviceCommand): void => act(control, () => box.command(status.id, command));
  const capabilities = device?.capabilities ?? [];
  const facts = factsOf(capabilities).filter((property) => valueOf(status, property.name) !== undefined);
  const usable = answering && status.state === 'online';
  const word = pending !== null ? t('room.working') : done !== null ? t('room.carriedOut') : '';
  return (
    <dialog ref={sheet} className="sheet" aria-labelledby="sheet-title" onClose={onClose}>
      <header className="sheet-head">
        <h2 id="sheet-title">{status.name}</h2>
        <span className="pill">
          <Icon name={deviceIcons[status.state]} /> {t(`room.state.${status.state}`)}
        </span>
        <span className="sheet-answer" role="status">
          {word}
        </span>
        <button type="button" className="button" onClick={() => sheet.current?.close()}>
          <Icon name="close" /> {t('app.close')}
        </button>
      </header>
      {status.problem !== null && (
        <p className="notice notice-warn">
          <Icon name="warning" /> <span>{codeText(i18n, status.problem.code)}</span>
        </p>
      )}
      {problem !== null && (
        <p className="notice notice-warn" role="alert">
          <Icon name="warning" /> <span>{problem}</span>
        </p>
      )}
      <div className="sheet-body">
        {capabilities.map((capability) => (
          <CapabilityControls
            key={capability.id}
            capability={capability}
            status={status}
            disabled={!usable}
            send={send}
          />
        ))}
        {facts.length > 0 && (
          <section className="control">
            <h3>{t('room.facts')}</h3>
            <dl className="facts">
              {facts.map((property) => (
                <div key={property.name}>
                  <dt>{wordsIn(i18n.language, property.names)}</dt>
                  <dd className={status.state === 'online' ? '' : 'quiet'}>
                    {valueText(t, i18n.language, property, valueOf(status, property.name) ?? '') || '—'}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        )}
        {device && capabilities.length === 0 && <p className="empty">{t('room.nothing')}</p>}
      </div>
    </dialog>
  );
}
