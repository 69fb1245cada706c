import { useEffect } from 'react';
import { useWords } from './useWords';

/** Names the browser's tab: what the page shows, then the product. */
export function usePageTitle(title: string | undefined): void {
  const { t } = useWords();
  const product = t('product');
  useEffect(() => {
    document.title = title === undefined || title === '' ? product : `${title} · ${product}`;
  }, [title, product]);
}
