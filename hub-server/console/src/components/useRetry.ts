import { useEffect, useRef } from 'react';

const everyMs = 15_000;

/** For pages that nobody sits at: what failed is tried again, until it does not. */
export function useRetry(failed: boolean, retry: () => void): void {
  const latest = useRef(retry);
  useEffect(() => {
    latest.current = retry;
  });
  useEffect(() => {
    if (!failed) return undefined;
    const timer = setInterval(() => latest.current(), everyMs);
    return () => clearInterval(timer);
  }, [failed]);
}
