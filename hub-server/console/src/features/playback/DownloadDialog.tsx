import { Alert, Button, Modal } from 'antd';
import { useWords } from '../../app/useWords';
import { ask, hub } from '../../api/client';
import type { Recording } from '../../api/types';
import { roleName } from '../../components/roleName';
import { Allowed } from '../accounts/Allowed';
import { DownloadRow } from './DownloadRow';
import styles from './DownloadDialog.module.css';
import { EditedDownload } from './EditedDownload';

/** Each view as one MP4, or an edited one of them: the hub puts it together once, then it is served as a file for a day. */
export function DownloadDialog({ recording, onClose }: { recording: Recording; onClose: () => void }) {
  const { t } = useWords();
  const { download } = recording;
  return (
    <Modal
      open
      title={t('playback.download')}
      onCancel={onClose}
      footer={<Button onClick={onClose}>{t('form.close')}</Button>}
    >
      {download && !download.allowed ? (
        <Alert
          type="info"
          showIcon
          title={t(download.who === 'nobody' ? 'errors.download_forbidden' : 'errors.download_managers_only')}
        />
      ) : (
        <>
          <p className={styles['text']}>{t(download?.watermark ? 'download.marked' : 'download.text')}</p>
          {recording.state !== 'complete' && <Alert type="warning" showIcon title={t('download.incomplete')} />}
          <ul>
            {recording.views.map((view) => (
              <ViewDownload key={view.name} recordingId={recording.id} view={view} />
            ))}
          </ul>
          {recording.views.some(({ video }) => video !== null) && <EditedDownload recording={recording} />}
        </>
      )}
      <Allowed right="share-lessons">
        <Button type="link" href={`/api/v1/recordings/${recording.id}/metadata`} download>
          {t('metadata.json')}
        </Button>
      </Allowed>
    </Modal>
  );
}

function ViewDownload({ recordingId, view }: { recordingId: string; view: Recording['views'][number] }) {
  const { t, has } = useWords();
  return (
    <DownloadRow
      name={[recordingId, view.name]}
      begin={() =>
        ask(
          hub.POST('/api/v1/recordings/{id}/downloads', {
            params: { path: { id: recordingId } },
            body: { view: view.name },
          }),
        )
      }
    >
      {roleName(t, has, view.role)} <span className={styles['soft']}>{view.name}</span>
    </DownloadRow>
  );
}
