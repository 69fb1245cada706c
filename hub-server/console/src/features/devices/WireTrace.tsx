import { openEventStream } from '@tongtang/web';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useWords } from '../../app/useWords';
import { usePreferences } from '../../app/preferences';
import { useProblemText } from '../../components/useProblemText';
import { clockOf, withPieces, type TracedPiece } from './wirePieces';
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
  const { t } = useWords();
  const { language } = usePreferences();
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
  return (
    <>
      {missed > 0 && <p className={styles['note']}>{t('devices.wireMissed', { count: missed })}</p>}
      {/* It scrolls, so the keyboard must reach it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles['trace']} role="log" aria-label={t('devices.wire')} tabIndex={0}>
        {pieces.length === 0 && <p className={styles['note']}>{t('devices.wireQuiet')}</p>}
        <ol className={styles['pieces']}>
          {pieces.map((piece) => (
            <li key={`${piece.number} ${piece.at}`} className={styles['piece']}>
              <time dateTime={piece.at}>{clockOf(language, piece.at)}</time>
              <span className={styles[piece.direction]}>{t(`devices.wireDirection.${piece.direction}`)}</span>
              {piece.hidden ? (
                <em>{t('devices.wireHidden', { count: piece.length })}</em>
              ) : (
                <span className={styles['bytes']}>
                  {spaced(piece.hex)}
                  {piece.hex.length / 2 < piece.length && ` … (${piece.length})`}
                  <span className={styles['text']}>{piece.text}</span>
                </span>
              )}
            </li>
          ))}
        </ol>
      </div>
    </>
  );
}

function spaced(hex: string): string {
  return hex.replace(/(..)(?=.)/g, '$1 ');
}
