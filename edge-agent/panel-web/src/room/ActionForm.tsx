import { useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActionArgument, CapabilityAction, DeviceValue } from '../box/devices';
import { wordsIn } from './roomLook';

interface ActionFormProps {
  action: CapabilityAction;
  disabled: boolean;
  run: (action: string, values: Record<string, DeviceValue>) => void;
}

/** An action that wants to be told something, e.g. which text to show. */
export function ActionForm({ action, disabled, run }: ActionFormProps): ReactElement {
  const { t, i18n } = useTranslation();
  const [values, setValues] = useState<Record<string, DeviceValue>>(() =>
    Object.fromEntries(action.arguments.map((argument) => [argument.name, firstValue(argument)])),
  );
  return (
    <form
      className="control-row"
      onSubmit={(event) => {
        event.preventDefault();
        run(action.id, values);
      }}
    >
      <span>{wordsIn(i18n.language, action.names)}</span>
      {action.arguments.map((argument) => (
        <ArgumentField
          key={argument.name}
          argument={argument}
          value={values[argument.name] ?? ''}
          onValue={(value) => setValues((last) => ({ ...last, [argument.name]: value }))}
        />
      ))}
      <button type="submit" className="button button-strong" disabled={disabled}>
        {t('room.send')}
      </button>
    </form>
  );
}

function firstValue({ kind, options, minimum, default: usual }: ActionArgument): DeviceValue {
  if (usual !== null && usual !== undefined) return usual;
  if (kind === 'flag') return true;
  if (kind === 'number') return minimum ?? 0;
  return kind === 'choice' ? (options[0]?.id ?? '') : '';
}

interface ArgumentFieldProps {
  argument: ActionArgument;
  value: DeviceValue;
  onValue: (value: DeviceValue) => void;
}

function ArgumentField({ argument, value, onValue }: ArgumentFieldProps): ReactElement {
  const { i18n } = useTranslation();
  const id = useId();
  const { kind, options, minimum, maximum, whole } = argument;
  return (
    <span className="control-field">
      <label htmlFor={id}>{wordsIn(i18n.language, argument.names)}</label>
      {kind === 'choice' && (
        <select id={id} value={String(value)} onChange={(event) => onValue(event.target.value)}>
          {options.map((option) => (
            <option key={option.id} value={option.id}>
              {wordsIn(i18n.language, option)}
            </option>
          ))}
        </select>
      )}
      {kind === 'flag' && (
        <input id={id} type="checkbox" checked={value === true} onChange={(event) => onValue(event.target.checked)} />
      )}
      {kind === 'number' && (
        <input
          id={id}
          type="number"
          required
          min={minimum ?? undefined}
          max={maximum ?? undefined}
          step={whole ? 1 : 'any'}
          value={String(value)}
          onChange={(event) => onValue(event.target.value === '' ? '' : Number(event.target.value))}
        />
      )}
      {kind === 'text' && (
        <input
          id={id}
          type="text"
          maxLength={maximum ?? undefined}
          value={String(value)}
          onChange={(event) => onValue(event.target.value)}
        />
      )}
    </span>
  );
}
