import { Button } from 'antd';
import { useWords } from './useWords';
import { useNavigate } from 'react-router';
import { EmptyState } from '../components/EmptyState';
import { usePageTitle } from './usePageTitle';

export function NotFoundPage() {
  const { t } = useWords();
  const navigate = useNavigate();
  usePageTitle(t('notFound.title'));
  return (
    <EmptyState
      heading
      title={t('notFound.title')}
      text={t('notFound.text')}
      action={<Button onClick={() => void navigate('/')}>{t('notFound.home')}</Button>}
    />
  );
}
