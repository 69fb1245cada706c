import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';

interface EmptyStateProps {
  /** Why there is nothing. */
  title: string;
  /** What to do next. */
  text?: string;
  action?: ReactNode;
  /** The title is the page's own heading. */
  heading?: boolean;
}

export function EmptyState({ title, text, action, heading = false }: EmptyStateProps) {
  return (
    <div className={styles['empty']}>
      <svg viewBox="0 0 96 64" width="96" height="64" aria-hidden className={styles['picture']}>
        <path d="M12 30 48 8l36 22" />
        <path d="M20 32v24h56V32" />
        <path d="M32 56V40h12v16M54 40h12v9H54z" />
      </svg>
      {heading ? <h1 className={styles['title']}>{title}</h1> : <p className={styles['title']}>{title}</p>}
      {text !== undefined && <p className={styles['text']}>{text}</p>}
      {action !== undefined && <div className={styles['action']}>{action}</div>}
    </div>
  );
}
