import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Modal } from 'antd';
import { useState } from 'react';
import { useWords } from '../../app/useWords';
import { ask, hub } from '../../api/client';
import type { Recording } from '../../api/types';
import { CopyButton } from '../../components/CopyButton';
import { useProblemText } from '../../components/useProblemText';
import { LinkLife, usualHours } from './LinkLife';
import { MadeLink } from './MadeLink';
import { PublishFirst } from './PublishFirst';
import styles from './ShareDialog.module.css';

/** A link that plays without an account until it expires: for one recording, for whoever has it. */
export function ShareDialog({ recording, onClose }: { recording: Recording; onClose: () => void }) {
  const { t } = useWords();
  const text = useProblemText();
  const [hours, setHours] = useState(usualHours);
  const make = useMutation({
    mutationFn: () =>
      ask(hub.POST('/api/v1/recordings/{id}/links', { params: { path: { id: recording.id } }, body: { hours } })),
  });
  const link = make.data;
  const isPublic = recording.visibility === 'public';
  return (
    <Modal
      open
      title={t('playback.share')}
      onCancel={onClose}
      footer={
        link === undefined && isPublic
          ? [
              <Button key="cancel" onClick={onClose}>
                {t('form.cancel')}
              </Button>,
              <Button key="make" type="primary" loading={make.isPending} onClick={() => make.mutate()}>
                {t('share.make')}
              </Button>,
            ]
          : [
              <Button key="close" onClick={onClose}>
                {t('form.close')}
              </Button>,
            ]
      }
    >
      {!isPublic ? (
        <PublishFirst recording={recording} />
      ) : link === undefined ? (
        <>
          <p className={styles['text']}>{t('share.text')}</p>
          <LinkLife hours={hours} onChange={setHours} />
        </>
      ) : (
        <>
          <MadeLink link={link} />
          <p className={styles['text']}>{t('share.how')}</p>
          <div className={styles['row']}>
            <CopyButton text={new URL(link.url, location.href).href} label={t('share.copyPlaylist')} />
          </div>
        </>
      )}
      {make.isError && <Alert type="error" showIcon title={text(make.error)} style={{ marginTop: 12 }} />}
    </Modal>
  );
}
