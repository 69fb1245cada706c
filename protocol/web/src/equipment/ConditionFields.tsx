import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { sharedNamespace } from '../words';
import { DeviceChoice, PropertyChoice } from './DeviceStep';
import { conditionKind, conditionKinds, firstValue, keysOf, lasts, newCondition, propertiesOf } from './steps';
import type { ConditionKind } from './steps';
import { Part } from './RowParts';
import type { Condition, KnownDevice } from './types';
import { useEquipmentWords } from './useEquipmentWords';
import { ValueInput } from './ValueInput';

interface ConditionFieldsProps {
  when: Condition;
  devices: readonly KnownDevice[];
  onWhen: (when: Condition) => void;
}

const recorderStates = ['idle', 'starting', 'recording', 'paused', 'stopping'];

/** What must hold, of what, and for how long. */
export function ConditionFields({ when, devices, onWhen }: ConditionFieldsProps): ReactElement {
  const { t } = useEquipmentWords();
  const shared = useTranslation(sharedNamespace);
  const kind = conditionKind(when);
  const device = devices.find((one) => one.id === when.device);
  const change = (part: Partial<Condition>): void => onWhen({ ...when, ...part });
  return (
    <div className="step-fields">
      <Part label={t('conditionKind')}>
        {(id) => (
          <select
            id={id}
            value={kind}
            onChange={(event) => onWhen(newCondition(event.target.value as ConditionKind, devices, when.device))}
          >
            {conditionKinds.map((one) => (
              <option key={one} value={one}>
                {t(`conditionKinds.${one}`)}
              </option>
            ))}
          </select>
        )}
      </Part>
      {kind !== 'recorder' && (
        <Part label={t('device')}>
          {(id) => (
            <DeviceChoice
              id={id}
              devices={devices}
              value={when.device ?? ''}
              onDevice={(next) => onWhen({ ...newCondition(kind, [next], next.id), ...keptTime(when) })}
            />
          )}
        </Part>
      )}
      {kind === 'reading' && <Reading when={when} device={device} change={change} onWhen={onWhen} />}
      {kind === 'property' && (
        <>
          <Part label={t('property')}>
            {(id) => (
              <PropertyChoice
                id={id}
                properties={propertiesOf(device).filter((one) => !one.reading)}
                value={when.property ?? ''}
                onProperty={(next) => change({ property: next.name, is: firstValue(next) })}
              />
            )}
          </Part>
          <Part label={t('is')}>
            {(id) => (
              <ValueInput
                id={id}
                spec={
                  propertiesOf(device).find((one) => one.name === when.property) ?? {
                    kind: typeof when.is === 'boolean' ? 'flag' : typeof when.is === 'number' ? 'number' : 'text',
                    options: [],
                  }
                }
                value={when.is ?? ''}
                onValue={(is) => change({ is })}
              />
            )}
          </Part>
        </>
      )}
      {kind === 'key' && (
        <Part label={t('conditionKinds.key')}>
          {(id) => {
            const options = keysOf(device);
            return (
              <ValueInput
                id={id}
                spec={{ kind: options.length > 0 ? 'choice' : 'text', options: [...options] }}
                value={when.key ?? ''}
                onValue={(key) => change({ key: String(key) })}
              />
            );
          }}
        </Part>
      )}
      {kind === 'card' && (
        <Part label={t('cardNumber')}>
          {(id) => <input id={id} value={when.card ?? ''} onChange={(event) => change({ card: event.target.value })} />}
        </Part>
      )}
      {kind === 'recorder' && (
        <Part label={t('is')}>
          {(id) => (
            <select id={id} value={when.recorder} onChange={(event) => change({ recorder: event.target.value })}>
              {recorderStates.map((one) => (
                <option key={one} value={one}>
                  {shared.t(`recorder.${one}`)}
                </option>
              ))}
            </select>
          )}
        </Part>
      )}
      {lasts(when) && (
        <Part label={t('forMinutes')}>
          {(id) => (
            <input
              id={id}
              type="number"
              min={0}
              max={1440}
              step="any"
              value={minutesOf(when.forSeconds ?? 0)}
              onChange={(event) => change({ forSeconds: event.target.valueAsNumber * 60 })}
            />
          )}
        </Part>
      )}
    </div>
  );
}

interface ReadingProps extends Pick<ConditionFieldsProps, 'when' | 'onWhen'> {
  device: KnownDevice | undefined;
  change: (part: Partial<Condition>) => void;
}

function Reading({ when, device, change, onWhen }: ReadingProps): ReactElement {
  const { t } = useEquipmentWords();
  const readings = propertiesOf(device).filter((one) => one.reading);
  const unit = readings.find((one) => one.name === when.reading)?.unit ?? '';
  const { above, below, ...rest } = when;
  const side = below === undefined ? 'above' : 'below';
  const limit = above ?? below ?? Number.NaN;
  return (
    <>
      <Part label={t('reading')}>
        {(id) => (
          <PropertyChoice
            id={id}
            properties={readings}
            value={when.reading ?? ''}
            onProperty={(next) => change({ reading: next.name })}
          />
        )}
      </Part>
      <Part label={t('compare')}>
        {(id) => (
          <select id={id} value={side} onChange={(event) => onWhen({ ...rest, [event.target.value]: limit })}>
            <option value="above">{t('above')}</option>
            <option value="below">{t('below')}</option>
          </select>
        )}
      </Part>
      <Part label={unit === '' ? t('limit') : t('limitIn', { unit })}>
        {(id) => (
          <input
            id={id}
            type="number"
            step="any"
            value={Number.isNaN(limit) ? '' : limit}
            onChange={(event) => onWhen({ ...rest, [side]: event.target.valueAsNumber })}
          />
        )}
      </Part>
      <Part label={t('hysteresis')}>
        {(id) => (
          <input
            id={id}
            type="number"
            min={0}
            step="any"
            value={Number.isNaN(when.hysteresis) ? '' : (when.hysteresis ?? 0)}
            onChange={(event) => change({ hysteresis: event.target.valueAsNumber })}
          />
        )}
      </Part>
    </>
  );
}

function keptTime({ forSeconds }: Condition): Pick<Condition, 'forSeconds'> {
  return forSeconds === undefined ? {} : { forSeconds };
}

/** Seconds that are no round number of minutes stay what they are. */
function minutesOf(seconds: number): number | '' {
  return Number.isNaN(seconds) ? '' : Math.round((seconds / 60) * 1000) / 1000;
}
