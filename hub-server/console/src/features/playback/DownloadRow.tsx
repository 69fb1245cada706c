import { DownloadOutlined } from '@ant-design/icons';
import { byteSize } from '@tongtang/web';
import { Button, Progress } from 'antd';
import type { ReactNode } from 'react';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import type { Download } from '../../api/types';
import { useProblemText } from '../../components/useProblemText';
import styles from './DownloadDialog.module.css';
import { failureOf, useDownload } from './useDownload';

interface DownloadRowProps {
  /** Tells the file from others. */
  name: readonly string[];
  begin: () => Promise<Download>;
  children: ReactNode;
}

/** One file: made, on its way, or there to be saved. */
export function DownloadRow({ name, begin, children }: DownloadRowProps) {
  const { t } = useWords();
  const { language } = usePreferences();
  const text = useProblemText();
  const { job, start, cancel, error, isStarting } = useDownload(name, begin);
  const running = job !== undefined && (job.state === 'queued' || job.state === 'running');
  return (
    <li className={styles['row']}>
      <div className={styles['what']}>
        {children}
        {running && (
          <Progress
            percent={Math.round(job.progress * 100)}
            size="small"
            status="active"
            aria-label={t('download.progress')}
          />
        )}
        {job?.state === 'failed' && <div className={styles['problem']}>{text(failureOf(job))}</div>}
        {error !== null && <div className={styles['problem']}>{text(error)}</div>}
      </div>
      {running && <Button onClick={cancel}>{t('form.cancel')}</Button>}
      {job?.state === 'ready' && job.url !== null && (
        <Button type="primary" icon={<DownloadOutlined aria-hidden />} href={job.url} download>
          {job.bytes === null ? t('download.save') : t('download.saveBytes', { bytes: byteSize(job.bytes, language) })}
        </Button>
      )}
      {(job === undefined || job.state === 'failed') && (
        <Button loading={isStarting} onClick={start}>
          {t('download.make')}
        </Button>
      )}
    </li>
  );
}
