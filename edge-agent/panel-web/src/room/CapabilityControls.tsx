import { wordsIn } from '@tongtang/web/equipment';
import { type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Capability, DeviceCommand, DeviceStatus, DeviceValue } from '../box/devices';
import { Icon } from '../look/icons';
import { ActionForm } from './ActionForm';
import { controlsOf, type Control } from './controls';
import { Level } from './Level';
import { PtzPad } from './PtzPad';
import { valueOf, valueText } from './roomLook';

export type Send = (control: string, command: DeviceCommand) => void;

interface CapabilityControlsProps {
  capability: Capability;
  status: DeviceStatus;
  disabled: boolean;
  send: Send;
}

/** The controls of one capability below its name; nothing for one that only tells. */
export function CapabilityControls(props: CapabilityControlsProps): ReactElement | null {
  const { i18n } = useTranslation();
  const { capability } = props;
  const controls = controlsOf(capability);
  if (controls.length === 0) return null;
  const name = wordsIn(i18n.language, capability.names);
  return (
    <section className="control" aria-label={name}>
      <h3>{name}</h3>
      {controls.map((control, index) => (
        <ControlOf key={index} {...props} control={control} name={name} />
      ))}
    </section>
  );
}

interface ControlProps extends CapabilityControlsProps {
  control: Control;
  name: string;
}

function ControlOf({ capability, status, disabled, send, control, name }: ControlProps): ReactElement {
  const { t, i18n } = useTranslation();
  const run = (action: string, values: Record<string, DeviceValue> = {}): void =>
    send(`${capability.id} ${isOnOff(action) ? '' : action} ${JSON.stringify(values)}`, {
      capability: capability.id,
      action,
      arguments: values,
    });
  const { language } = i18n;
  switch (control.kind) {
    case 'onOff': {
      const value = control.property ? valueOf(status, control.property.name) : undefined;
      const on = value === 'on' || value === 'warming';
      const word = control.property && value !== undefined ? valueText(t, language, control.property, value) : '';
      return (
        <div className="control-row">
          {(['on', 'off'] as const).map((action) => (
            <button
              key={action}
              type="button"
              className="button control-large"
              aria-pressed={value === undefined ? undefined : (action === 'on') === on}
              disabled={disabled}
              onClick={() => run(action)}
            >
              <Icon name="power" /> {actionName(capability, action, language)}
            </button>
          ))}
          <span className="quiet">{word}</span>
        </div>
      );
    }
    case 'switch': {
      const on = valueOf(status, control.property.name) === true;
      return <Switch name={name} on={on} disabled={disabled} onSwitch={() => run(on ? 'off' : 'on')} />;
    }
    case 'choice': {
      const value = control.property ? valueOf(status, control.property.name) : undefined;
      return (
        <div className="control-row" role="group" aria-label={wordsIn(language, control.argument.names)}>
          {control.argument.options.map((option) => (
            <button
              key={option.id}
              type="button"
              className="button"
              aria-pressed={control.property?.kind === 'choice' ? value === option.id : undefined}
              disabled={disabled}
              onClick={() => run(control.action.id, { [control.argument.name]: option.id })}
            >
              {wordsIn(language, option)}
            </button>
          ))}
        </div>
      );
    }
    case 'level': {
      const value = control.property ? valueOf(status, control.property.name) : undefined;
      return (
        <Level
          name={name}
          argument={control.argument}
          unit={control.property?.unit ?? ''}
          value={typeof value === 'number' ? value : null}
          disabled={disabled}
          onLevel={(level) => run(control.action.id, { [control.argument.name]: level })}
        />
      );
    }
    case 'relay':
      return (
        <ul className="control-list">
          {control.channels.map(({ number, property }) => {
            const on = valueOf(status, property.name) === true;
            const channel = wordsIn(language, property.names);
            return (
              <li key={number} className="control-row">
                <Switch
                  name={channel}
                  on={on}
                  disabled={disabled}
                  onSwitch={() => run(on ? 'off' : 'on', { channel: number })}
                />
                {control.pulse && (
                  <button
                    type="button"
                    className="button"
                    aria-label={`${channel} ${t('room.pulse')}`}
                    disabled={disabled}
                    onClick={() => run('pulse', { channel: number })}
                  >
                    {t('room.pulse')}
                  </button>
                )}
              </li>
            );
          })}
        </ul>
      );
    case 'ptz':
      return <PtzPad device={status.id} control={control} disabled={disabled} run={run} />;
    case 'button':
      return (
        <button type="button" className="button" disabled={disabled} onClick={() => run(control.action.id)}>
          {wordsIn(language, control.action.names)}
        </button>
      );
    case 'form':
      return <ActionForm action={control.action} disabled={disabled} run={run} />;
  }
}

interface SwitchProps {
  name: string;
  on: boolean;
  disabled: boolean;
  onSwitch: () => void;
}

function Switch({ name, on, disabled, onSwitch }: SwitchProps): ReactElement {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      role="switch"
      className="button switch"
      aria-checked={on}
      aria-label={name}
      disabled={disabled}
      onClick={onSwitch}
    >
      <span className="switch-track" aria-hidden="true" />
      <span>{name}</span>
      <strong>{t(on ? 'room.on' : 'room.off')}</strong>
    </button>
  );
}

/** One control for the guard against double taps: what the first tap switched on, the second must not switch off. */
const isOnOff = (action: string): boolean => action === 'on' || action === 'off';

function actionName(capability: Capability, action: string, language: string): string {
  const found = capability.actions.find((one) => one.id === action);
  return found ? wordsIn(language, found.names) : action;
}
