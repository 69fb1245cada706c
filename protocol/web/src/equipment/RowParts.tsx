import { useId, type ReactElement } from 'react';

/** A labelled part of a row. */
export function Part({ label, children }: { label: string; children: (id: string) => ReactElement }): ReactElement {
  const id = useId();
  return (
    <span className="control-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </span>
  );
}

interface SecondsProps {
  id: string;
  value: number;
  most: number;
  onSeconds: (seconds: number) => void;
}

export function Seconds({ id, value, most, onSeconds }: SecondsProps): ReactElement {
  return (
    <input
      id={id}
      type="number"
      min={0}
      max={most}
      step="any"
      value={Number.isNaN(value) ? '' : value}
      onChange={(event) => onSeconds(event.target.valueAsNumber)}
    />
  );
}
