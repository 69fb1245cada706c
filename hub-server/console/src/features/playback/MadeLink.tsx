import { useWords } from '../../app/useWords';
import { CopyButton } from '../../components/CopyButton';
import { Moment } from '../../components/Moment';
import styles from './ShareDialog.module.css';
import { watchAddress } from './watchAddress';

/** A link that was made, to be copied, and how long it is good. */
export function MadeLink({ link }: { link: { url: string; expiresAt: string } }) {
  const { t } = useWords();
  return (
    <>
      <code className={styles['link']}>{watchAddress(link.url)}</code>
      <div className={styles['row']}>
        <CopyButton text={watchAddress(link.url)} label={t('share.copy')} />
        <span>
          {t('share.until')} <Moment at={link.expiresAt} show="both" />
        </span>
      </div>
    </>
  );
}
