import { useState } from 'react';
import { useTicker } from './useTicker';

/**
 * Seconds left of `seconds` since `key` last changed. By the page's own clock: a wall panel's may be minutes away
 * from the box's.
 */
export function useSecondsLeft(key: string, seconds: number): number {
  const now = useTicker(true, 200);
  const [begun, setBegun] = useState({ key, at: now });
  if (begun.key !== key) setBegun({ key, at: now });
  return Math.max(0, seconds - (now - begun.at) / 1000);
}
