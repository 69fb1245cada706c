import type { ReactElement } from 'react';
import { NamedChoice } from './NamedChoice';
import { firstValue, propertiesOf, stepFor, usualWait, withAction } from './steps';
import { Part, Seconds } from './RowParts';
import type { CapabilityProperty, KnownDevice, Step } from './types';
import { useEquipmentWords } from './useEquipmentWords';
import { ValueInput } from './ValueInput';

interface DeviceStepProps {
  step: Step;
  devices: readonly KnownDevice[];
  onStep: (step: Step) => void;
}

/** A device that shall do something, and the state that is waited for. */
export function DeviceStep({ step, devices, onStep }: DeviceStepProps): ReactElement {
  const { t, of } = useEquipmentWords();
  const device = devices.find((one) => one.id === step.device);
  const capability = device?.capabilities.find((one) => one.id === step.capability);
  const action = capability?.actions.find((one) => one.id === step.action);
  const chosen = `${step.capability ?? ''} ${step.action ?? ''}`;
  return (
    <>
      <Part label={t('device')}>
        {(id) => (
          <DeviceChoice
            id={id}
            devices={devices}
            value={step.device ?? ''}
            onDevice={(next) => onStep({ ...stepFor(next), ...keptFailure(step) })}
          />
        )}
      </Part>
      <Part label={t('action')}>
        {(id) => (
          <select
            id={id}
            value={chosen}
            onChange={(event) => {
              const [wanted, name] = event.target.value.split(' ');
              const next = device?.capabilities.find((one) => one.id === wanted);
              const found = next?.actions.find((one) => one.id === name);
              if (next && found) onStep(withAction(step, next, found));
            }}
          >
            {!action && <option value={chosen}>{chosen.trim() || '—'}</option>}
            {device?.capabilities
              .filter((one) => one.actions.length > 0)
              .map((one) => (
                <optgroup key={one.id} label={of(one.names)}>
                  {one.actions.map((each) => (
                    <option key={each.id} value={`${one.id} ${each.id}`}>
                      {of(one.names)} · {of(each.names)}
                    </option>
                  ))}
                </optgroup>
              ))}
          </select>
        )}
      </Part>
      {action?.arguments.map((argument) => (
        <Part key={argument.name} label={of(argument.names)}>
          {(id) => (
            <ValueInput
              id={id}
              spec={argument}
              value={step.arguments?.[argument.name] ?? firstValue(argument)}
              onValue={(value) => onStep({ ...step, arguments: { ...step.arguments, [argument.name]: value } })}
            />
          )}
        </Part>
      ))}
      {device && propertiesOf(device).length > 0 && <Wait step={step} device={device} onStep={onStep} />}
    </>
  );
}

function Wait({ step, device, onStep }: { step: Step; device: KnownDevice; onStep: DeviceStepProps['onStep'] }) {
  const { t } = useEquipmentWords();
  const { until, ...without } = step;
  const properties = propertiesOf(device);
  const property = properties.find((one) => one.name === until?.property);
  return (
    <>
      <label className="check step-wait">
        <input
          type="checkbox"
          checked={until !== undefined}
          onChange={(event) => {
            const wait = usualWait(step, device);
            onStep(event.target.checked && wait ? { ...step, until: wait } : without);
          }}
        />{' '}
        {t('until')}
      </label>
      {until && (
        <>
          <Part label={t('property')}>
            {(id) => (
              <PropertyChoice
                id={id}
                properties={properties}
                value={until.property}
                onProperty={(next) =>
                  onStep({ ...step, until: { ...until, property: next.name, is: firstValue(next) } })
                }
              />
            )}
          </Part>
          <Part label={t('is')}>
            {(id) => (
              <ValueInput
                id={id}
                spec={property ?? { kind: 'text', options: [] }}
                value={until.is}
                onValue={(is) => onStep({ ...step, until: { ...until, is } })}
              />
            )}
          </Part>
          <Part label={t('atMostSeconds')}>
            {(id) => (
              <Seconds
                id={id}
                value={until.seconds ?? 60}
                most={300}
                onSeconds={(seconds) => onStep({ ...step, until: { ...until, seconds } })}
              />
            )}
          </Part>
        </>
      )}
    </>
  );
}

interface DeviceChoiceProps {
  id: string;
  devices: readonly KnownDevice[];
  value: string;
  onDevice: (device: KnownDevice) => void;
}

export function DeviceChoice({ id, devices, value, onDevice }: DeviceChoiceProps): ReactElement {
  return (
    <NamedChoice
      id={id}
      items={devices}
      idOf={(device) => device.id}
      nameOf={(device) => device.name}
      value={value}
      onItem={onDevice}
    />
  );
}

interface PropertyChoiceProps {
  id: string;
  properties: readonly CapabilityProperty[];
  value: string;
  onProperty: (property: CapabilityProperty) => void;
}

export function PropertyChoice({ id, properties, value, onProperty }: PropertyChoiceProps): ReactElement {
  const { of } = useEquipmentWords();
  return (
    <NamedChoice
      id={id}
      items={properties}
      idOf={(property) => property.name}
      nameOf={(property) => of(property.names)}
      value={value}
      onItem={onProperty}
    />
  );
}

function keptFailure({ onFailure }: Step): Pick<Step, 'onFailure'> {
  return onFailure === undefined ? {} : { onFailure };
}
