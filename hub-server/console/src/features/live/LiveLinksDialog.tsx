import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Modal, Radio } from 'antd';
import { useState } from 'react';
import { ask, hub } from '../../api/client';
import { useWords } from '../../app/useWords';
import { CopyButton } from '../../components/CopyButton';
import { Moment } from '../../components/Moment';
import { useProblemText } from '../../components/useProblemText';
import { embedAddress, watchAddress } from '../playback/watchAddress';
import styles from './LiveLinksDialog.module.css';

const choices = [2, 24, 7 * 24];

/** Links that show the room as it happens: a new one, and those that are still good, to be revoked. */
export function LiveLinksDialog({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const { t } = useWords();
  const text = useProblemText();
  const client = useQueryClient();
  const [hours, setHours] = useState(choices[0] ?? 2);
  const key = ['live', 'links', roomId];
  const links = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/rooms/{id}/live-links', { params: { path: { id: roomId } }, signal })),
  });
  const refresh = () => client.invalidateQueries({ queryKey: key });
  const make = useMutation({
    mutationFn: () =>
      ask(hub.POST('/api/v1/rooms/{id}/live-links', { params: { path: { id: roomId } }, body: { hours } })),
    onSuccess: refresh,
  });
  const revoke = useMutation({
    mutationFn: (linkId: string) =>
      ask(hub.DELETE('/api/v1/rooms/{id}/live-links/{linkId}', { params: { path: { id: roomId, linkId } } })),
    onSuccess: refresh,
  });
  const problem = make.error ?? revoke.error ?? links.error;
  return (
    <Modal
      open
      title={t('liveLinks.title')}
      onCancel={onClose}
      footer={[
        <Button key="close" onClick={onClose}>
          {t('form.close')}
        </Button>,
        <Button key="make" type="primary" loading={make.isPending} onClick={() => make.mutate()}>
          {t('share.make')}
        </Button>,
      ]}
    >
      <p className={styles['text']}>{t('liveLinks.text')}</p>
      <Radio.Group
        aria-label={t('share.valid')}
        value={hours}
        onChange={({ target }) => setHours(target.value as number)}
        options={choices.map((value) => ({ value, label: t('liveLinks.hours', { count: value }) }))}
      />
      {make.data !== undefined && (
        <>
          <code className={styles['link']}>{watchAddress(make.data.url)}</code>
          <div className={styles['row']}>
            <CopyButton text={watchAddress(make.data.url)} label={t('share.copy')} />
            <CopyButton text={embedAddress(make.data.url)} label={t('liveLinks.copyEmbed')} />
          </div>
        </>
      )}
      {problem !== null && <Alert type="error" showIcon title={text(problem)} className={styles['gap'] ?? ''} />}
      {links.data !== undefined && links.data.length > 0 && (
        <section aria-label={t('liveLinks.good')}>
          <h2 className={styles['heading']}>{t('liveLinks.good')}</h2>
          <ul className={styles['list']}>
            {links.data.map((link) => (
              <li key={link.id} className={styles['row']}>
                <span className={styles['grow']}>
                  {link.madeBy} · {t('share.until')} <Moment at={link.expiresAt} show="both" />
                </span>
                <Button size="small" danger loading={revoke.isPending} onClick={() => revoke.mutate(link.id)}>
                  {t('liveLinks.revoke')}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Modal>
  );
}
