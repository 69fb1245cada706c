import { useCallback, useEffect, useState } from 'react';

/** Something asked of the box: at once, again on `reload`, and every so often while on the page. */
export interface Loaded<T> {
  value: T | null;
  problem: unknown;
  reload: () => void;
}

/** @param load stable between renders */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>, everyMilliseconds?: number): Loaded<T> {
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [round, setRound] = useState(0);

  useEffect(() => {
    const gone = new AbortController();
    load(gone.signal).then(
      (next) => {
        setValue(next);
        setProblem(null);
      },
      (error: unknown) => {
        if (!gone.signal.aborted) setProblem(error);
      },
    );
    return () => gone.abort();
  }, [load, round]);

  useEffect(() => {
    if (everyMilliseconds === undefined) return undefined;
    const timer = setInterval(() => setRound((last) => last + 1), everyMilliseconds);
    return () => clearInterval(timer);
  }, [everyMilliseconds]);

  const reload = useCallback(() => setRound((last) => last + 1), []);
  return { value, problem, reload };
}
