import { useCallback } from 'react';
import { ApiError } from '../api/ApiError';
import { useWords, type WordKey, type Words } from '../app/useWords';

/** What went wrong, in the reader's words: by the hub's stable code, else the code itself with the hub's English text. */
export function problemText(t: Words, has: (key: string) => boolean, error: unknown): string {
  if (!(error instanceof ApiError)) return t('errors.unknown', { detail: String(error) });
  const key = `errors.${error.code}`;
  if (has(key)) return t(key as WordKey, countsOf(error.more['holds']));
  // Agent and hub share the codes of what a box refuses.
  const shared = `shared:problem.${error.code}`;
  if (has(shared)) return t(shared as WordKey);
  return t('errors.unknown', { detail: `${error.code}: ${error.message}` });
}

/** How many of what a place still holds, for the words that say so. */
function countsOf(holds: unknown): Record<string, number> | undefined {
  if (typeof holds !== 'object' || holds === null) return undefined;
  return Object.fromEntries(
    Object.entries(holds).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}

export function useProblemText(): (error: unknown) => string {
  const { t, has } = useWords();
  return useCallback((error) => problemText(t, has, error), [t, has]);
}
