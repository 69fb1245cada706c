import { GlobalOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../../app/useWords';
import { setPreferences, usePreferences } from '../../app/preferences';
import { usePageTitle } from '../../app/usePageTitle';
import styles from './GatePage.module.css';

/** The frame of the two pages before anybody is logged in. */
export function GatePage({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  const { t } = useWords();
  const { language } = usePreferences();
  usePageTitle(title);
  return (
    <main className={styles['page']}>
      <div className={styles['brand']}>
        <img src="/favicon.svg" alt="" width={44} height={44} />
        <div>
          <div className={styles['name']}>{t('product')}</div>
          <div className={styles['tag']}>{t('productTag')}</div>
        </div>
      </div>
      <div className={styles['card']}>
        <h1 className={styles['title']}>{title}</h1>
        {text !== undefined && <p className={styles['text']}>{text}</p>}
        {children}
      </div>
      <Button
        type="text"
        icon={<GlobalOutlined aria-hidden />}
        lang={language === 'en' ? 'zh-CN' : 'en'}
        onClick={() => setPreferences({ language: language === 'en' ? 'zh-CN' : 'en' })}
      >
        {t('otherLanguage')}
      </Button>
    </main>
  );
}
