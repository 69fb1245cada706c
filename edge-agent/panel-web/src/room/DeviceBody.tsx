import { wordsIn } from '@tongtang/web/equipment';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import type { Device, DeviceCommand, DeviceStatus } from '../box/devices';
import { codeText } from '../lesson/alarmText';
import { useActions } from '../lesson/useActions';
import { Icon } from '../look/icons';
import { CapabilityControls } from './CapabilityControls';
import { factsOf } from './controls';
import { valueOf, valueText } from './roomLook';

interface DeviceBodyProps {
  status: DeviceStatus;
  /** Undefined until the box has told what it can do. */
  device: Device | undefined;
  answering: boolean;
}

/** What is wrong with a device, everything that can be done with it, and what it tells. */
export function DeviceBody({ status, device, answering }: DeviceBodyProps): ReactElement {
  const { t, i18n } = useTranslation();
  const { act, pending, done, problem } = useActions('sheet');
  const send = (control: string, command: DeviceCommand): void => act(control, () => box.command(status.id, command));
  const capabilities = device?.capabilities ?? [];
  const facts = factsOf(capabilities).filter((property) => valueOf(status, property.name) !== undefined);
  const usable = answering && status.state === 'online';
  const word = pending !== null ? t('room.working') : done !== null ? t('room.carriedOut') : '';
  return (
    <>
      <p className="sheet-answer" role="status">
        {word}
      </p>
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
    </>
  );
}
