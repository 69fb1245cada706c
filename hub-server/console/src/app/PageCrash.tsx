import { Button } from 'antd';
import { useWords } from './useWords';
import { useRouteError } from 'react-router';
import { EmptyState } from '../components/EmptyState';

/** A page that broke, or whose code is gone because the hub was updated under an open tab: loading again mends the latter. */
export function PageCrash() {
  const { t } = useWords();
  const error = useRouteError();
  return (
    <EmptyState
      heading
      title={t('crash.title')}
      text={error instanceof Error ? `${t('crash.text')} (${error.message})` : t('crash.text')}
      action={
        <Button type="primary" onClick={() => location.reload()}>
          {t('crash.reload')}
        </Button>
      }
    />
  );
}
