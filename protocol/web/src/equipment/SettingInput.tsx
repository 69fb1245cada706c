import type { ReactElement } from 'react';
import { keptSecret } from './equipment';
import { Field } from './Field';
import type { DeviceValue, SettingField } from './types';
import { useEquipmentWords } from './useEquipmentWords';
import { ValueInput } from './ValueInput';

interface SettingInputProps {
  setting: SettingField;
  /** Undefined: it has its default. */
  value: DeviceValue | undefined;
  files: readonly string[];
  fault: string | null;
  onValue: (value: DeviceValue) => void;
}

/** One thing that a driver wants to be told, drawn by what it says of it. */
export function SettingInput({ setting, value, files, fault, onValue }: SettingInputProps): ReactElement {
  const { t, of } = useEquipmentWords();
  const label = of(setting.names);
  const shown = value ?? setting.default ?? (setting.kind === 'flag' ? false : '');
  const help = setting.help ? of(setting.help) : '';
  if (setting.kind === 'flag')
    return (
      <label className="check">
        <input type="checkbox" checked={shown === true} onChange={(event) => onValue(event.target.checked)} />
        <span>
          {label}
          {help !== '' && <span className="detail-line">{help}</span>}
        </span>
      </label>
    );
  return (
    <Field label={label} hint={setting.kind === 'secret' ? t('secretHint') : help} fault={fault}>
      {(field) => {
        if (setting.kind === 'secret')
          return (
            <input
              {...field}
              type="password"
              autoComplete="new-password"
              value={String(shown)}
              // Dots that stand for a password are replaced as a whole.
              onFocus={(event) => shown === keptSecret && event.target.select()}
              maxLength={setting.maximum ?? 200}
              onChange={(event) => onValue(event.target.value)}
            />
          );
        if (setting.kind === 'file' && files.length > 0) {
          const options = files.map((file) => ({ id: file, zh: file, en: file }));
          return <ValueInput {...field} spec={{ kind: 'choice', options }} value={shown} onValue={onValue} />;
        }
        const spec = { ...setting, options: setting.options ?? [] };
        return <ValueInput {...field} spec={spec} value={shown} onValue={onValue} />;
      }}
    </Field>
  );
}
