import { Breadcrumb } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { usePageTitle } from '../app/usePageTitle';
import styles from './PageHeader.module.css';

interface PageHeaderProps {
  title: string;
  /** Where the page stands; the page itself is left out. */
  path?: { title: string; to: string }[];
  /** Beside the title: a state. */
  aside?: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, path, aside, note, actions }: PageHeaderProps) {
  usePageTitle(title);
  return (
    <header className={styles['header']}>
      {path !== undefined && path.length > 0 && (
        <Breadcrumb items={path.map((step) => ({ key: step.to, title: <Link to={step.to}>{step.title}</Link> }))} />
      )}
      <div className={styles['row']}>
        <div className={styles['titles']}>
          <h1 className={styles['title']}>{title}</h1>
          {aside}
        </div>
        {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
      </div>
      {note !== undefined && <div className={styles['note']}>{note}</div>}
    </header>
  );
}
