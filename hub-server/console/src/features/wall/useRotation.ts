import { useEffect, useRef, useState } from 'react';

export interface Rotation {
  /** It goes on by itself now. */
  running: boolean;
  paused: boolean;
  setPaused: (paused: boolean) => void;
  /** Changes whenever a page begins: its bar starts anew. */
  round: string;
}

/**
 * Turns the page after so many seconds; not while the tab is hidden, for nobody would have seen what was there.
 * @param held something stands still for a while: a room alone, a dialog
 */
export function useRotation(every: number, page: number, pages: number, held: boolean, turn: () => void): Rotation {
  const [paused, setPaused] = useState(false);
  const [hidden, setHidden] = useState(document.hidden);
  const latest = useRef(turn);
  useEffect(() => {
    latest.current = turn;
  });
  useEffect(() => {
    const look = () => setHidden(document.hidden);
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  const running = every > 0 && pages > 1 && !paused && !held && !hidden;
  useEffect(() => {
    if (!running) return undefined;
    const timer = setTimeout(() => latest.current(), every * 1_000);
    return () => clearTimeout(timer);
  }, [running, every, page]);
  return { running, paused, setPaused, round: `${page}/${every}/${String(running)}` };
}
