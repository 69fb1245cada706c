import type { UseQueryResult } from '@tanstack/react-query';
import { Alert, Button, Skeleton } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { useWords } from '../app/useWords';
import { useProblemText } from './useProblemText';
import styles from './QueryView.module.css';

/** What loads faster than this shows no skeleton: a flash of grey is worse than nothing. */
const skeletonAfterMs = 300;

interface QueryViewProps<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
  skeleton?: ReactNode;
}

/** The three states of something that the hub has: on its way, failed with a way to try again, here. */
export function QueryView<T>({ query, children, skeleton }: QueryViewProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <QueryProblem error={query.error} onRetry={() => void query.refetch()} />;
  return <PagePending skeleton={skeleton} />;
}

export function PagePending({ skeleton }: { skeleton?: ReactNode }) {
  const { t } = useWords();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), skeletonAfterMs);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <div className={styles['pending']} aria-busy>
      <span className="visually-hidden" role="status">
        {t('loading')}
      </span>
      {skeleton ?? <Skeleton active paragraph={{ rows: 6 }} />}
    </div>
  );
}

export function QueryProblem({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useWords();
  const text = useProblemText();
  return (
    <Alert
      className={styles['problem']}
      type="error"
      showIcon
      title={text(error)}
      action={<Button onClick={onRetry}>{t('retry')}</Button>}
    />
  );
}
