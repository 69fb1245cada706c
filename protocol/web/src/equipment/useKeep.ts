import { useState } from 'react';

export interface Keep {
  busy: boolean;
  /** The box was asked once: now faults are shown as they are made. */
  tried: boolean;
  problem: unknown;
  keep: (fine: boolean, work: () => Promise<unknown>) => void;
}

/** Saving: nothing with faults is sent; what the box says no to is shown. */
export function useKeep(): Keep {
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  return {
    busy,
    tried,
    problem,
    keep: (fine, work) => {
      setTried(true);
      setProblem(null);
      if (!fine) return;
      setBusy(true);
      work()
        .catch(setProblem)
        .finally(() => setBusy(false));
    },
  };
}
