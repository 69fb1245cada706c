import { CaretRightOutlined, PauseOutlined, PlayCircleFilled } from '@ant-design/icons';
import { clockTime } from '@tongtang/web';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useWords } from '../../app/useWords';
import { Link } from 'react-router';
import type { Room } from '../../api/types';
import { Elapsed } from '../../components/Moment';
import { useProblemText } from '../../components/useProblemText';
import { roomStatus } from '../fleet/roomStatus';
import { offered, type Action } from './offered';
import { StartDialog } from './StartDialog';
import { useCommand } from './useCommand';
import styles from './RecorderControls.module.css';
import { useRights } from '../accounts/useRights';

export function RecorderControls({ room }: { room: Room }) {
  const { t } = useWords();
  const text = useProblemText();
  const { message, modal } = App.useApp();
  const [starting, setStarting] = useState(false);
  const command = useCommand(room.id);
  const run = (action: Action) =>
    command.mutate({ action }, { onError: (error) => void message.error(text(error), 6) });
  const stop = () =>
    void modal.confirm({
      title: t('command.stopTitle'),
      content: t('command.stopText', { room: room.name }),
      okText: t('command.stop'),
      cancelText: t('form.cancel'),
      okButtonProps: { danger: true },
      onOk: () => run('stop'),
    });
  const commands = useRights()('command-devices', room);
  const actions = commands ? offered(room) : [];
  const busy = (action: Action) => command.isPending && command.variables.action === action;
  return (
    <section className={`${styles['bar']} ${styles[roomStatus(room)] ?? ''}`} aria-label={t('command.label')}>
      <Now room={room} />
      <div className={styles['actions']}>
        {actions.includes('start') && (
          <Button type="primary" size="large" icon={<PlayCircleFilled aria-hidden />} onClick={() => setStarting(true)}>
            {t('command.start')}
          </Button>
        )}
        {actions.includes('pause') && (
          <Button
            size="large"
            icon={<PauseOutlined aria-hidden />}
            loading={busy('pause')}
            onClick={() => run('pause')}
          >
            {t('command.pause')}
          </Button>
        )}
        {actions.includes('resume') && (
          <Button
            size="large"
            icon={<CaretRightOutlined aria-hidden />}
            loading={busy('resume')}
            onClick={() => run('resume')}
          >
            {t('command.resume')}
          </Button>
        )}
        {actions.includes('stop') && (
          <Button size="large" danger loading={busy('stop')} onClick={stop}>
            {t('command.stop')}
          </Button>
        )}
      </div>
      {starting && <StartDialog room={room} onClose={() => setStarting(false)} />}
    </section>
  );
}

function Now({ room }: { room: Room }) {
  const { t } = useWords();
  const { state } = room;
  const status = roomStatus(room);
  if (state === null || status === 'online' || status === 'offline' || status === 'unenrolled')
    return <p className={styles['idle']}>{t(status === 'offline' ? 'command.offline' : 'command.idle')}</p>;
  return (
    <div className={styles['now']}>
      <div className={styles['title']}>
        {state.title === null || state.title === '' ? t('recordings.untitled') : state.title}
      </div>
      <div className={styles['clock']}>
        {state.startedAt !== null && status !== 'offlineRecording' && (
          <Elapsed since={state.startedAt} format={clockTime} />
        )}
        {state.recordingId !== null && <Link to={`/recordings/${state.recordingId}`}>{t('command.watch')}</Link>}
      </div>
      {status === 'offlineRecording' && <p className={styles['idle']}>{t('command.offlineRecording')}</p>}
    </div>
  );
}
