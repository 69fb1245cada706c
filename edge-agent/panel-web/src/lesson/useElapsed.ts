import { useState } from 'react';
import type { BoxLink } from '../box/boxLink';
import type { RecorderStatus } from '../box/status';
import { useTicker } from './useTicker';

/** Between two words of the box the page's own clock goes on, but not for ever. */
const longestGuessMilliseconds = 5000;

/** Seconds of the lesson, moving smoothly; it stands still at the moment of a pause. */
export function useElapsed(link: BoxLink, recorder: RecorderStatus): number {
  const running = recorder.state !== 'idle';
  const now = useTicker(running, 250);
  const guess = Math.max(0, Math.min(longestGuessMilliseconds, now - link.heardAt)) / 1000;
  const elapsed = recorder.elapsedSeconds + (running ? guess : 0);
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const paused = recorder.state === 'paused';
  if (paused && pausedAt === null) setPausedAt(elapsed);
  if (!paused && pausedAt !== null) setPausedAt(null);
  return paused ? (pausedAt ?? elapsed) : elapsed;
}
