import { useEffect, useState } from 'react';
import type { LinkedLesson } from '../box/linkedLesson';
import { lostSince } from './arrange';

/** After so long of nothing, what there is of the lesson is offered. */
const staysLostMilliseconds = 60_000;

/** Nothing of the host has come to this room for so long that something else is needed. */
export function useStaysLost(lesson: LinkedLesson): boolean {
  const since = lesson.role === 'receiver' ? (lostSince(lesson)?.getTime() ?? null) : null;
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (since === null) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [since]);
  return since !== null && now - since > staysLostMilliseconds;
}
