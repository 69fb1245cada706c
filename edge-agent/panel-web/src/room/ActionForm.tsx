import { firstValue, ValueInput, wordsIn } from '@tongtang/web/equipment';
import { useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActionArgument, CapabilityAction, DeviceValue } from '../box/devices';

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

interface ArgumentFieldProps {
  argument: ActionArgument;
  value: DeviceValue;
  onValue: (value: DeviceValue) => void;
}

function ArgumentField({ argument, value, onValue }: ArgumentFieldProps): ReactElement {
  const { i18n } = useTranslation();
  const id = useId();
  return (
    <span className="control-field">
      <label htmlFor={id}>{wordsIn(i18n.language, argument.names)}</label>
      <ValueInput id={id} required spec={argument} value={value} onValue={onValue} />
    </span>
  );
}
