import { useCallback, useEffect, useState } from 'react';
import { WatchedSpans } from './watchedSpans';

const everyMs = 20_000;
const mostSpans = 100;

/** Tells the hub what is shown of a lesson, to be counted; returns what is told where the player stands. */
export function useViewingReports(recordingId: string): (position: number) => void {
  const [spans] = useState(() => new WatchedSpans());
  useEffect(() => {
    const report = () => {
      const taken = spans.take().slice(-mostSpans);
      if (taken.length === 0) return;
      // Goes out also while the page is left; a count that is lost is not missed.
      void fetch(`/api/v1/recordings/${recordingId}/viewing`, {
        method: 'POST',
        keepalive: true,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ spans: taken }),
      }).catch(() => undefined);
    };
    const timer = setInterval(report, everyMs);
    window.addEventListener('pagehide', report);
    return () => {
      clearInterval(timer);
      window.removeEventListener('pagehide', report);
      report();
    };
  }, [recordingId, spans]);
  return useCallback((position) => spans.moved(position), [spans]);
}
