import { openEventStream } from '@tongtang/web';
import { useCallback, useEffect, useState } from 'react';
import type { BoxStatus } from './status';

/** What the page knows of the box. */
export interface BoxLink {
  /** The last it said; null before the first word. */
  status: BoxStatus | null;
  /** When it said so, by the page's clock (milliseconds). */
  heardAt: number;
  /** False when the box itself does not answer: what is shown is old, and nothing can be pressed. */
  answering: boolean;
  /** From the network a box answers only after its PIN. */
  refused: boolean;
  retry: () => void;
}

/** A short break is nothing to talk about. */
const graceMilliseconds = 2500;

/** The box's status as it changes, for as long as the page is open. */
export function useBoxLink(): BoxLink {
  const [round, setRound] = useState(0);
  const [link, setLink] = useState<Omit<BoxLink, 'retry'>>({
    status: null,
    heardAt: 0,
    answering: true,
    refused: false,
  });
  useEffect(() => {
    let grace: ReturnType<typeof setTimeout> | undefined;
    const lost = (): void => setLink((last) => ({ ...last, answering: false }));
    grace = setTimeout(lost, graceMilliseconds);
    const close = openEventStream('/api/v1/events', {
      onConnection: (connected) => {
        clearTimeout(grace);
        if (connected) setLink((last) => ({ ...last, answering: true }));
        else grace = setTimeout(lost, graceMilliseconds);
      },
      onEvent: (event) => {
        if (event.event !== 'status') return;
        const status = JSON.parse(event.data) as BoxStatus;
        setLink({ status, heardAt: performance.now(), answering: true, refused: false });
      },
      onRefused: () => setLink((last) => ({ ...last, refused: true })),
    });
    return () => {
      clearTimeout(grace);
      close();
    };
  }, [round]);
  const retry = useCallback(() => setRound((last) => last + 1), []);
  return { ...link, retry };
}
