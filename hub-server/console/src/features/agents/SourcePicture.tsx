import { useEffect, useRef, useState } from 'react';
import { useWords } from '../../app/useWords';
import styles from './SourcePicture.module.css';

/** Asking keeps the box sending; it makes about one picture a second, so faster asking shows nothing new. */
const everyMs = 1_000;
const everyWaitingMs = 3_000;

interface SourcePictureProps {
  roomId: string;
  source: string;
  live: boolean;
  label: string;
}

/** What a camera sees, once a second while anybody can see it: not in a hidden tab, not scrolled away, not offline. */
export function SourcePicture({ roomId, source, live, label }: SourcePictureProps) {
  const { t } = useWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const surface = canvas.current;
    if (surface === null || !live) return;
    const stop = new AbortController();
    let seen = true;
    const watcher = new IntersectionObserver((entries) => (seen = entries.at(-1)?.isIntersecting ?? true));
    watcher.observe(surface);
    void refresh(surface, `/api/v1/rooms/${roomId}/pictures/${encodeURIComponent(source)}`, stop.signal, {
      wanted: () => seen && !document.hidden,
      onShown: setShown,
    });
    return () => {
      watcher.disconnect();
      stop.abort();
    };
  }, [roomId, source, live]);
  return (
    <div className={styles['frame']} role="img" aria-label={label}>
      <canvas ref={canvas} width={640} height={360} className={live ? '' : styles['old']} />
      {!shown && <span className={styles['wait']}>{live ? t('source.waiting') : t('source.offline')}</span>}
    </div>
  );
}

interface Refreshing {
  wanted: () => boolean;
  onShown: (shown: boolean) => void;
}

async function refresh(surface: HTMLCanvasElement, url: string, signal: AbortSignal, { wanted, onShown }: Refreshing) {
  while (!signal.aborted) {
    const drawn = wanted() ? await draw(surface, url, signal) : undefined;
    if (drawn !== undefined) onShown(drawn);
    await pause(drawn === false ? everyWaitingMs : everyMs, signal);
  }
}

/** False when the hub has no picture (yet), or the line is down for a moment: the next round asks again. */
async function draw(surface: HTMLCanvasElement, url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal, cache: 'no-store' });
    if (!answer.ok) return false;
    const picture = await createImageBitmap(await answer.blob());
    surface.width = picture.width;
    surface.height = picture.height;
    surface.getContext('2d')?.drawImage(picture, 0, 0);
    picture.close();
    return true;
  } catch (failure) {
    if (failure instanceof TypeError || failure instanceof DOMException) return false;
    throw failure;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        done();
      },
      { once: true },
    );
  });
}
