import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { listenToHub, subjectOf, type HubEvent } from './eventStream';
import { LiveCache } from './liveCache';

/** What arrives within this time is shown together, so that hundreds of rooms do not repaint the page one by one. */
const gatherMs = 400;

/** Keeps everything on the page as the hub tells it. Returns since when the stream is broken and values may be old, in milliseconds. */
export function useLiveUpdates(): number | undefined {
  const queryClient = useQueryClient();
  const [lostAt, setLostAt] = useState<number>();
  useEffect(() => {
    const cache = new LiveCache(queryClient);
    // One entry per room, recording and alarm: the newest wins, so what waits here is bounded by what the district has.
    const waiting = new Map<string, HubEvent>();
    let lost = false;
    const timer = setInterval(() => {
      if (waiting.size === 0) return;
      cache.apply([...waiting.values()]);
      waiting.clear();
    }, gatherMs);
    const stop = listenToHub({
      onEvent: (event) => waiting.set(subjectOf(event), event),
      onMissed: () => void queryClient.invalidateQueries(),
      onConnected: (now) => {
        setLostAt((before) => (now ? undefined : (before ?? Date.now())));
        // What happened while the stream was down was told to nobody.
        if (now && lost) void queryClient.invalidateQueries();
        lost = !now;
      },
    });
    return () => {
      clearInterval(timer);
      cache.stop();
      stop();
    };
  }, [queryClient]);
  return lostAt;
}
