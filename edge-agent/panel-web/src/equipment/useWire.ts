import { withPieces, type TracedPiece } from '@tongtang/web/equipment';
import { useEffect, useState } from 'react';
import { box } from '../box/api';

const askEveryMilliseconds = 700;

export interface Wire {
  running: boolean;
  pieces: readonly TracedPiece[];
  problem: unknown;
  begin: () => void;
  end: () => void;
}

/** What goes over a device's wire while somebody looks; the box ends it by itself after ten minutes. */
export function useWire(device: string): Wire {
  const [running, setRunning] = useState(false);
  const [pieces, setPieces] = useState<readonly TracedPiece[]>([]);
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    if (!running) return undefined;
    const gone = new AbortController();
    let after = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => {
      box.wire(device, after, gone.signal).then(
        ({ on, pieces: news }) => {
          after = news.at(-1)?.number ?? after;
          setPieces((before) => withPieces({ pieces: [...before], missed: 0 }, { pieces: news, missed: 0 }).pieces);
          if (on) timer = setTimeout(ask, askEveryMilliseconds);
          else setRunning(false);
        },
        (error: unknown) => {
          if (gone.signal.aborted) return;
          setProblem(error);
          setRunning(false);
        },
      );
    };
    ask();
    return () => {
      gone.abort();
      clearTimeout(timer);
    };
  }, [device, running]);
  return {
    running,
    pieces,
    problem,
    begin: () => {
      setProblem(null);
      setPieces([]);
      box.traceWire(device).then(() => setRunning(true), setProblem);
    },
    end: () => {
      setRunning(false);
      box.endTrace(device).catch(setProblem);
    },
  };
}
