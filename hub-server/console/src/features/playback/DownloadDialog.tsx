import { DownloadOutlined } from '@ant-design/icons';
import { byteSize } from '@tongtang/web';
import { Alert, Button, Modal, Progress } from 'antd';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import type { Recording } from '../../api/types';
import { roleName } from '../../components/roleName';
import { useProblemText } from '../../components/useProblemText';
import { failureOf, useDownload } from './useDownload';
import styles from './DownloadDialog.module.css';

/** Each view as one MP4: the hub puts it together once, then it is served as a file for a day. */
export function DownloadDialog({ recording, onClose }: { recording: Recording; onClose: () => void }) {
  const { t } = useWords();
  return (
    <Modal
      open
      title={t('playback.download')}
      onCancel={onClose}
      footer={<Button onClick={onClose}>{t('form.close')}</Button>}
    >
      <p className={styles['text']}>{t('download.text')}</p>
      {recording.state !== 'complete' && <Alert type="warning" showIcon title={t('download.incomplete')} />}
      <ul>
        {recording.views.map((view) => (
          <ViewDownload key={view.name} recordingId={recording.id} view={view} />
        ))}
      </ul>
      <Button type="link" href={`/api/v1/recordings/${recording.id}/metadata`} download>
        {t('metadata.json')}
      </Button>
    </Modal>
  );
}

function ViewDownload({ recordingId, view }: { recordingId: string; view: Recording['views'][number] }) {
  const { t, has } = useWords();
  const { language } = usePreferences();
  const text = useProblemText();
  const { job, start, cancel, error, isStarting } = useDownload(recordingId, view.name);
  const running = job !== undefined && (job.state === 'queued' || job.state === 'running');
  return (
    <li className={styles['row']}>
      <div className={styles['what']}>
        {roleName(t, has, view.role)} <span className={styles['soft']}>{view.name}</span>
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
