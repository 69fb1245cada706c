import { openEventStream } from '@tongtang/web';
import { WireLog, withPieces, type TracedPiece } from '@tongtang/web/equipment';
import '@tongtang/web/equipment.css';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useWords } from '../../app/useWords';
import { useProblemText } from '../../components/useProblemText';
import { useWatchWire } from './queries';
import styles from './WireTrace.module.css';

const tenMinutes = 600;

/** What goes over a device's wire, for ten minutes; what carries a secret is not shown. */
export function WireTrace({ room, device, live }: { room: string; device: string; live: boolean }) {
  const { t } = useWords();
  const text = useProblemText();
  const watch = useWatchWire(room, device);
  const [running, setRunning] = useState(false);
  return (
    <>
      <p className={styles['note']}>{t('devices.wireText')}</p>
      {running ? (
        <Button
          onClick={() => {
            setRunning(false);
            watch.mutate(0);
          }}
        >
          {t('devices.wireStop')}
        </Button>
      ) : (
        <Button
          type="primary"
          disabled={!live}
          loading={watch.isPending}
          onClick={() => watch.mutate(tenMinutes, { onSuccess: () => setRunning(true) })}
        >
          {t('devices.wireStart')}
        </Button>
      )}
      {watch.isError && <p role="alert">{text(watch.error)}</p>}
      {running && <Pieces room={room} device={device} onEnded={() => setRunning(false)} />}
    </>
  );
}

function Pieces({ room, device, onEnded }: { room: string; device: string; onEnded: () => void }) {
  const [{ pieces, missed }, setShown] = useState<{ pieces: TracedPiece[]; missed: number }>({ pieces: [], missed: 0 });
  useEffect(() => {
    const close = openEventStream(`/api/v1/rooms/${room}/devices/${encodeURIComponent(device)}/wire`, {
      onEvent: ({ event, data }) => {
        if (event === 'pieces')
          setShown((before) => withPieces(before, JSON.parse(data) as { pieces: TracedPiece[]; missed: number }));
        if (event === 'ended') {
          close();
          onEnded();
        }
      },
      onConnection: () => undefined,
    });
    return close;
    // onEnded only sets a state of the parent, which stays the same one.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [room, device]);
  return <WireLog pieces={pieces} missed={missed} />;
}
