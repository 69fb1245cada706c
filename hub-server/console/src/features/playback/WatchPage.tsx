import { RecordingPlayer } from '@tongtang/web/player';
import '@tongtang/web/player.css';
import { Alert } from 'antd';
import { useLocation } from 'react-router';
import { usePageTitle } from '../../app/usePageTitle';
import { useWords } from '../../app/useWords';
import { playlistOf } from './watchAddress';
import styles from './WatchPage.module.css';

/** What a shared link opens: one lesson, without an account, until the link expires. */
export function WatchPage() {
  const { t } = useWords();
  const { hash } = useLocation();
  const address = playlistOf(hash);
  usePageTitle(t('watch.title'));
  return (
    <main className={styles['page']}>
      <h1 className={styles['title']}>
        <img src="/favicon.svg" alt="" width={26} height={26} /> {t('watch.title')}
      </h1>
      {address === undefined ? (
        <Alert type="warning" showIcon title={t('watch.invalid')} />
      ) : (
        <div className={styles['player']}>
          <RecordingPlayer key={address} views={[{ name: 'lesson', address, label: t('watch.view') }]} />
        </div>
      )}
    </main>
  );
}
