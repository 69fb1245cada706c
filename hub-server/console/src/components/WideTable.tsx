import type { ReactNode } from 'react';
import styles from './WideTable.module.css';

/** A table that is wider than a narrow page: scrolled by finger, wheel or keys, also where nothing in it can be pressed. */
export function WideTable({ label, children }: { label: string; children: ReactNode }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles['scrolls']} tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}
