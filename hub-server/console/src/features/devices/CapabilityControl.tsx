import { Button, Slider } from 'antd';
import { useState } from 'react';
import type { DescribedCapability, PropertyValue } from '../../api/types';
import { useWords } from '../../app/useWords';
import { NamedSelect } from '../../components/NamedSelect';
import { ActionForm } from './ActionForm';
import styles from './CapabilityControl.module.css';
import type { ControlProps } from './controlProps';
import { PtzPad } from './PtzPad';
import { useNames } from './useNames';
import type { Send } from './useSend';

/** The control for one capability, drawn from its description: the console knows no device. */
export function CapabilityControl(props: ControlProps) {
  const { capability } = props;
  const names = useNames();
  const label = names.of(capability.names, capability.id);
  if (capability.id === 'ptz') return <PtzPad {...props} label={label} />;
  const ids = capability.actions.map(({ id }) => id);
  if (ids.length === 0) return null;
  const isSwitch = ids.length === 2 && ids.includes('on') && ids.includes('off') && takesNothing(capability);
  return (
    <div className={styles['row']} role="group" aria-label={label}>
      <span className={styles['label']}>{label}</span>
      {isSwitch ? (
        <OnOff {...props} label={label} />
      ) : capability.id === 'relay' ? (
        <Relays {...props} />
      ) : (
        <Actions {...props} label={label} />
      )}
    </div>
  );
}

function takesNothing({ actions }: DescribedCapability): boolean {
  return actions.every((action) => action.arguments.length === 0);
}

type Labelled = ControlProps & { label: string };

/** Two buttons and not a switch: a device that warms up is neither on nor off, and either may be said again. */
function OnOff({ capability, properties, disabled, to }: Labelled) {
  const names = useNames();
  const property = capability.properties[0];
  const value = property === undefined ? undefined : properties[property.name];
  const isOn = value === true || value === 'on';
  const isOff = value === false || value === 'off' || value === 'standby';
  return (
    <span className={styles['buttons']}>
      {capability.actions.map((action) => (
        <Button
          key={action.id}
          disabled={disabled}
          aria-pressed={action.id === 'on' ? isOn : isOff}
          type={(action.id === 'on' ? isOn : isOff) ? 'primary' : 'default'}
          loading={isPending(to, capability.id, action.id)}
          onClick={() => to.send({ capability: capability.id, action: action.id })}
        >
          {names.of(action.names, action.id)}
        </Button>
      ))}
      {property !== undefined && (disabled || (property.kind === 'choice' && !isOn && !isOff)) && (
        <span className={styles['value']}>{names.value(value, property)}</span>
      )}
    </span>
  );
}

/** A choice is a list, a level a slider, and what takes nothing a button; everything else has a form. */
function Actions({ capability, properties, disabled, to, label }: Labelled) {
  const names = useNames();
  return (
    <span className={styles['buttons']}>
      {capability.actions.map((action) => {
        const [only, second] = action.arguments;
        const send = (value: PropertyValue) =>
          to.send({ capability: capability.id, action: action.id, arguments: { [only?.name ?? '']: value } });
        if (only === undefined)
          return (
            <Button
              key={action.id}
              disabled={disabled}
              loading={isPending(to, capability.id, action.id)}
              onClick={() => to.send({ capability: capability.id, action: action.id })}
            >
              {names.of(action.names, action.id)}
            </Button>
          );
        if (second === undefined && only.kind === 'choice')
          return (
            <NamedSelect<PropertyValue | null>
              key={action.id}
              className={styles['choice'] ?? ''}
              label={label}
              disabled={disabled}
              loading={isPending(to, capability.id, action.id)}
              value={properties[only.name] ?? properties[capability.properties[0]?.name ?? ''] ?? null}
              onChange={(value: PropertyValue | null) => value !== null && send(value)}
              options={only.options.map((option) => ({ value: option.id, label: names.of(option, option.id) }))}
              popupMatchSelectWidth={false}
            />
          );
        if (second === undefined && only.kind === 'number' && only.minimum !== null && only.maximum !== null)
          return (
            <Level
              key={action.id}
              label={label}
              minimum={only.minimum}
              maximum={only.maximum}
              whole={only.whole}
              value={properties[capability.properties[0]?.name ?? only.name]}
              disabled={disabled}
              onSet={send}
            />
          );
        return <ActionForm key={action.id} capability={capability.id} action={action} disabled={disabled} to={to} />;
      })}
    </span>
  );
}

interface LevelProps {
  label: string;
  minimum: number;
  maximum: number;
  whole: boolean;
  value: PropertyValue | undefined;
  disabled: boolean;
  onSet: (value: number) => void;
}

function Level({ label, minimum, maximum, whole, value, disabled, onSet }: LevelProps) {
  // While it is being dragged; after that it is what the device says.
  const [dragged, setDragged] = useState<number>();
  const shown = dragged ?? (typeof value === 'number' ? value : minimum);
  return (
    <span className={styles['level']}>
      <Slider
        className={styles['slider'] ?? ''}
        min={minimum}
        max={maximum}
        step={whole ? 1 : (maximum - minimum) / 100}
        value={shown}
        disabled={disabled}
        ariaLabelForHandle={label}
        onChange={setDragged}
        onChangeComplete={(next) => {
          setDragged(undefined);
          onSet(next);
        }}
      />
      <span className={`number ${styles['value']}`}>
        {typeof value === 'number' || dragged !== undefined ? shown : '–'}
      </span>
    </span>
  );
}

/** A row of channels, each with its state. */
function Relays({ capability, properties, disabled, to }: ControlProps) {
  const { t } = useWords();
  const names = useNames();
  return (
    <ul className={styles['channels']}>
      {capability.properties.map((property, index) => {
        const channel = index + 1;
        const closed = properties[property.name] === true;
        return (
          <li key={property.name} className={styles['channel']}>
            <span>{names.of(property.names, property.name)}</span>
            <Button
              size="small"
              disabled={disabled}
              aria-pressed={closed}
              type={closed ? 'primary' : 'default'}
              aria-label={t('devices.relayOf', { channel: names.of(property.names, property.name) })}
              onClick={() =>
                to.send({ capability: capability.id, action: closed ? 'off' : 'on', arguments: { channel } })
              }
            >
              {properties[property.name] === undefined
                ? t('devices.notKnown')
                : t(closed ? 'devices.closed' : 'devices.open')}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

export function isPending({ pending }: Send, capability: string, action: string): boolean {
  return pending?.capability === capability && pending.action === action;
}
