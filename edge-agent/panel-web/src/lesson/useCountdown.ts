import { useCallback, useEffect, useState } from 'react';

const countdownSeconds = 3;

export interface Countdown {
  /** 3, 2, 1; null while none runs. */
  secondsLeft: number | null;
  begin: (then: () => void) => void;
  cancel: () => void;
}

/** Three seconds in which a start can be taken back. Ends by itself when `possible` ends: somebody else started. */
export function useCountdown(possible: boolean): Countdown {
  const [running, setRunning] = useState<{ left: number; then: () => void } | null>(null);
  if (running && !possible) setRunning(null);

  useEffect(() => {
    if (!running) return undefined;
    const timer = setTimeout(() => {
      if (running.left > 1) {
        setRunning({ ...running, left: running.left - 1 });
        return;
      }
      setRunning(null);
      running.then();
    }, 1000);
    return () => clearTimeout(timer);
  }, [running]);

  const begin = useCallback((then: () => void) => setRunning({ left: countdownSeconds, then }), []);
  const cancel = useCallback(() => setRunning(null), []);
  return { secondsLeft: running?.left ?? null, begin, cancel };
}
