import { useEffect, useState } from 'react';

/** The page's clock in milliseconds, moving while `running`. */
export function useTicker(running: boolean, everyMilliseconds: number): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => setNow(performance.now()), everyMilliseconds);
    return () => clearInterval(timer);
  }, [running, everyMilliseconds]);
  return now;
}
