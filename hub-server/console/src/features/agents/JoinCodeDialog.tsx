import { CheckCircleFilled, DownloadOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Modal, Spin } from 'antd';
import { useEffect, useState } from 'react';
import { useWords } from '../../app/useWords';
import { ask, hub } from '../../api/client';
import type { JoinCode, Room } from '../../api/types';
import { CopyButton } from '../../components/CopyButton';
import { Moment } from '../../components/Moment';
import { saveFile } from '../../components/saveFile';
import { useProblemText } from '../../components/useProblemText';
import { codeGroups, codeToType, joinFile, joinFileName } from './joinCode';
import styles from './JoinCodeDialog.module.css';

/** The code that ties a box to this room. It turns green by itself when the box has used it. */
export function JoinCodeDialog({ room, onClose }: { room: Room; onClose: () => void }) {
  const { t } = useWords();
  const text = useProblemText();
  const [before] = useState(room.agent?.id);
  const make = useMutation({
    mutationFn: () => ask(hub.POST('/api/v1/rooms/{id}/join-codes', { params: { path: { id: room.id } } })),
  });
  const { mutate } = make;
  useEffect(() => {
    // An empty room needs no warning: its code is made at once.
    if (before === undefined) mutate();
  }, [before, mutate]);
  const arrived = room.agent !== null && room.agent.id !== before;

  const body = arrived ? (
    <Arrived room={room} />
  ) : make.data !== undefined ? (
    <Code room={room} code={make.data} />
  ) : make.isError ? (
    <Alert type="error" showIcon title={text(make.error)} />
  ) : before !== undefined && make.isIdle ? (
    <Alert type="warning" showIcon title={t('join.replaceTitle')} description={t('join.replaceText')} />
  ) : (
    <Spin />
  );
  const asking = before !== undefined && make.data === undefined && !arrived;
  return (
    <Modal
      open
      width={640}
      title={t('join.title', { room: room.name })}
      onCancel={onClose}
      footer={
        asking
          ? [
              <Button key="cancel" onClick={onClose}>
                {t('form.cancel')}
              </Button>,
              <Button key="make" type="primary" danger loading={make.isPending} onClick={() => make.mutate()}>
                {t('join.replace')}
              </Button>,
            ]
          : [
              <Button key="close" type={arrived ? 'primary' : 'default'} onClick={onClose}>
                {t('form.close')}
              </Button>,
            ]
      }
    >
      <div aria-live="polite">{body}</div>
    </Modal>
  );
}

function Arrived({ room }: { room: Room }) {
  const { t } = useWords();
  return (
    <div className={styles['arrived']}>
      <CheckCircleFilled aria-hidden className={styles['tick'] ?? ''} />
      <p className={styles['welcome']}>{t('join.arrived')}</p>
      <p>{t('join.arrivedText', { host: room.agent?.hostName ?? '', room: room.name })}</p>
    </div>
  );
}

function Code({ room, code }: { room: Room; code: JoinCode }) {
  const { t } = useWords();
  const download = () => saveFile(joinFileName, 'application/json', joinFile(code, room.name));
  return (
    <>
      <p>{t('join.how')}</p>
      <p
        className={styles['code']}
        aria-label={t('join.codeLabel', { code: codeGroups(code.code).join(' ') })}
        role="group"
      >
        {codeGroups(code.code).map((group, index) => (
          <span key={index} aria-hidden>
            {group}
          </span>
        ))}
      </p>
      <p className={styles['hub']}>
        {t('join.hub')} <code>{code.hub}</code>
      </p>
      <div className={styles['actions']}>
        <CopyButton text={codeToType(code)} label={t('join.copy')} />
        <Button icon={<DownloadOutlined aria-hidden />} onClick={download}>
          {t('join.download')}
        </Button>
      </div>
      <p className={styles['note']}>{t('join.usb')}</p>
      <div className={styles['wait']}>
        <Spin size="small" /> {t('join.waiting')} · {t('join.expires')} <Moment at={code.expiresAt} show="both" />
      </div>
    </>
  );
}
