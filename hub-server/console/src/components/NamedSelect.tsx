import { Select, type SelectProps } from 'antd';

/** antd's list of choices under the name of its field: the library leaves the list itself without one. */
export function NamedSelect<T>({ label, ...select }: SelectProps<T> & { label: string }) {
  const name = (popup: HTMLDivElement | null) =>
    popup?.querySelector('[role="listbox"]')?.setAttribute('aria-label', label);
  return <Select<T> {...select} aria-label={label} popupRender={(menu) => <div ref={name}>{menu}</div>} />;
}
