import { useId, type ReactElement, type ReactNode } from 'react';

interface FieldProps {
  label: string;
  hint?: string;
  /** What is wrong with it, in words. */
  fault?: string | null;
  children: (props: { id: string; 'aria-describedby': string; 'aria-invalid': boolean }) => ReactNode;
}

/** A labelled input with its hint, or what is wrong, below it. */
export function Field({ label, hint = '', fault = null, children }: FieldProps): ReactElement {
  const id = useId();
  const note = `${id}-note`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': note, 'aria-invalid': fault !== null })}
      <p id={note} className={fault === null ? 'field-hint' : 'form-problem'}>
        {fault ?? hint}
      </p>
    </div>
  );
}
