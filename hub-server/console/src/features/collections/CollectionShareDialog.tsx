import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Modal } from 'antd';
import { useState } from 'react';
import { useWords } from '../../app/useWords';
import { ask, hub } from '../../api/client';
import type { Collection } from '../../api/types';
import { useProblemText } from '../../components/useProblemText';
import { LinkLife, usualHours } from '../playback/LinkLife';
import { MadeLink } from '../playback/MadeLink';
import styles from '../playback/ShareDialog.module.css';

/** A link to a collection's public recordings, without an account until it expires. */
export function CollectionShareDialog({ collection, onClose }: { collection: Collection; onClose: () => void }) {
  const { t } = useWords();
  const text = useProblemText();
  const [hours, setHours] = useState(usualHours);
  const make = useMutation({
    mutationFn: () =>
      ask(hub.POST('/api/v1/collections/{id}/links', { params: { path: { id: collection.id } }, body: { hours } })),
  });
  const link = make.data;
  return (
    <Modal
      open
      title={t('playback.share')}
      onCancel={onClose}
      footer={[
        <Button key="close" onClick={onClose}>
          {t(link === undefined ? 'form.cancel' : 'form.close')}
        </Button>,
        link === undefined && (
          <Button key="make" type="primary" loading={make.isPending} onClick={() => make.mutate()}>
            {t('share.make')}
          </Button>
        ),
      ]}
    >
      {link === undefined ? (
        <>
          <p className={styles['text']}>{t('collections.shareText')}</p>
          <LinkLife hours={hours} onChange={setHours} />
        </>
      ) : (
        <MadeLink link={link} />
      )}
      {make.isError && <Alert type="error" showIcon title={text(make.error)} style={{ marginTop: 12 }} />}
    </Modal>
  );
}
