import type { ReactElement } from 'react';
import type { DeviceValue, ValueSpec } from './types';
import { wordsIn } from './types';
import { useEquipmentWords } from './useEquipmentWords';

interface ValueInputProps {
  spec: Pick<ValueSpec, 'kind' | 'minimum' | 'maximum' | 'whole' | 'options'>;
  value: DeviceValue;
  onValue: (value: DeviceValue) => void;
  id?: string;
  required?: boolean;
  'aria-label'?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
}

/** An input for one value, by its kind; what cannot be a number yet is given as empty text. */
export function ValueInput({ spec, value, onValue, required = false, ...named }: ValueInputProps): ReactElement {
  const { language } = useEquipmentWords();
  const { kind, minimum, maximum, whole, options } = spec;
  switch (kind) {
    case 'choice': {
      const known = options.some((option) => option.id === value);
      return (
        <select {...named} value={String(value)} onChange={(event) => onValue(event.target.value)}>
          {!known && <option value={String(value)}>{value === '' ? '—' : String(value)}</option>}
          {options.map((option) => (
            <option key={option.id} value={option.id}>
              {wordsIn(language, option)}
            </option>
          ))}
        </select>
      );
    }
    case 'flag':
      return (
        <input
          {...named}
          type="checkbox"
          checked={value === true}
          onChange={(event) => onValue(event.target.checked)}
        />
      );
    case 'number':
    case 'integer':
      return (
        <input
          {...named}
          required={required}
          type="number"
          min={minimum ?? undefined}
          max={maximum ?? undefined}
          step={whole === true || kind === 'integer' ? 1 : 'any'}
          value={String(value)}
          onChange={(event) => onValue(event.target.value === '' ? '' : Number(event.target.value))}
        />
      );
    default:
      return (
        <input
          {...named}
          type="text"
          maxLength={maximum ?? 1000}
          spellCheck={false}
          autoComplete="off"
          value={String(value)}
          onChange={(event) => onValue(event.target.value)}
        />
      );
  }
}
