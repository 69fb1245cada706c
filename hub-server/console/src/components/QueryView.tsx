import type { UseQueryResult } from '@tanstack/react-query';
import { Alert, Button, Skeleton } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { usePageTitle } from '../app/usePageTitle';
import { useWords } from '../app/useWords';
import { ApiError } from '../api/ApiError';
import { EmptyState } from './EmptyState';
import { useProblemText } from './useProblemText';
import styles from './QueryView.module.css';

/** What loads faster than this shows no skeleton: a flash of grey is worse than nothing. */
const skeletonAfterMs = 300;

interface QueryViewProps<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
  skeleton?: ReactNode;
  /** The page is about this one thing: when there is no such thing, the page says so. */
  page?: boolean;
}

/** The three states of something that the hub has: on its way, failed with a way to try again, here. */
export function QueryView<T>({ query, children, skeleton, page = false }: QueryViewProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError && page && query.error instanceof ApiError && query.error.status === 404) return <Gone />;
  if (query.isError) return <QueryProblem error={query.error} onRetry={() => void query.refetch()} />;
  return <PagePending skeleton={skeleton} />;
}

function Gone() {
  const { t } = useWords();
  usePageTitle(t('gone.title'));
  return (
    <EmptyState
      heading
      title={t('gone.title')}
      text={t('gone.text')}
      action={<Link to="/">{t('notFound.home')}</Link>}
    />
  );
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
