import { problemText } from '@tongtang/web';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createTapGuard } from './tapGuard';

/** What the controls can ask for. */
export type Act = (control: string, work: () => unknown) => void;

export interface Actions {
  act: Act;
  /** The control whose answer is awaited. */
  pending: string | null;
  /** The control that has just done what it says. */
  done: string | null;
  /** Why the last one failed, in words. */
  problem: string | null;
}

const sayMilliseconds = 8000;
const doneMilliseconds = 2500;

/** Carries out presses: double taps ignored, one at a time, failures said in words beside the controls. */
export function useActions(face: string): Actions {
  const { i18n } = useTranslation();
  const [guard] = useState(createTapGuard);
  const [pending, setPending] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const firstFace = useRef(true);

  // What a change of state has just put under a finger is not pressed by it.
  useEffect(() => {
    if (firstFace.current) firstFace.current = false;
    else guard.changed(performance.now());
  }, [guard, face]);

  useEffect(() => {
    if (problem === null) return undefined;
    const timer = setTimeout(() => setProblem(null), sayMilliseconds);
    return () => clearTimeout(timer);
  }, [problem]);

  useEffect(() => {
    if (done === null) return undefined;
    const timer = setTimeout(() => setDone(null), doneMilliseconds);
    return () => clearTimeout(timer);
  }, [done]);

  const act = useCallback<Act>(
    (control, work) => {
      if (!guard.accept(control, performance.now())) return;
      setProblem(null);
      setPending(control);
      Promise.resolve()
        .then(work)
        .then(() => setDone(control))
        .catch(setProblem)
        .finally(() => setPending(null));
    },
    [guard],
  );
  return { act, pending, done, problem: problem === null ? null : problemText(i18n, problem) };
}
