import { useState, type ReactElement } from 'react';
import { Field } from './Field';
import { useEquipmentWords } from './useEquipmentWords';

interface JsonBoxProps<T> {
  label: string;
  value: T;
  /** The text as something that can be shown as a form; undefined: it is something else. */
  read: (json: unknown) => T | undefined;
  onValue: (value: T) => void;
  rows?: number;
}

/** The same as text, for what the form does not show. What is not JSON yet changes nothing. */
export function JsonBox<T>({ label, value, read, onValue, rows = 12 }: JsonBoxProps<T>): ReactElement {
  const words = useEquipmentWords();
  const shown = JSON.stringify(value, null, 2);
  const [text, setText] = useState(shown);
  const [last, setLast] = useState(shown);
  const [fault, setFault] = useState<string | null>(null);
  // The form has changed it.
  if (shown !== last) {
    setLast(shown);
    if (shown !== normalised(text)) {
      setText(shown);
      setFault(null);
    }
  }

  function change(next: string): void {
    setText(next);
    try {
      const found = read(JSON.parse(next));
      setFault(found === undefined ? words.t('jsonOther') : null);
      if (found !== undefined) onValue(found);
    } catch (error) {
      setFault(words.t('jsonBroken', { detail: error instanceof Error ? error.message : '' }));
    }
  }

  return (
    <Field label={label} fault={fault}>
      {(field) => (
        <textarea
          {...field}
          className="json"
          rows={rows}
          spellCheck={false}
          value={text}
          onChange={(event) => change(event.target.value)}
        />
      )}
    </Field>
  );
}

function normalised(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return '';
  }
}
