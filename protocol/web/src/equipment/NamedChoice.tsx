import type { ReactElement } from 'react';

interface NamedChoiceProps<T> {
  id: string;
  items: readonly T[];
  idOf: (item: T) => string;
  nameOf: (item: T) => string;
  value: string;
  onItem: (item: T) => void;
}

/** One of several things; what is not among them any more is shown by its id. */
export function NamedChoice<T>({ id, items, idOf, nameOf, value, onItem }: NamedChoiceProps<T>): ReactElement {
  return (
    <select
      id={id}
      value={value}
      onChange={(event) => {
        const next = items.find((item) => idOf(item) === event.target.value);
        if (next !== undefined) onItem(next);
      }}
    >
      {items.every((item) => idOf(item) !== value) && <option value={value}>{value === '' ? '—' : value}</option>}
      {items.map((item) => (
        <option key={idOf(item)} value={idOf(item)}>
          {nameOf(item)}
        </option>
      ))}
    </select>
  );
}
