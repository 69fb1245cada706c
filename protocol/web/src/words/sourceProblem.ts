import type { i18n } from 'i18next';

/** Why a camera, screen or microphone does not deliver, in the reader's language; a newer box's own words where there are none. */
export function sourceProblemText(i18next: i18n, code: string | null, text: string | null): string | null {
  const key = `sourceProblem.${code}`;
  return code !== null && code !== '' && i18next.exists(key, { ns: 'shared' })
    ? i18next.t(key, { ns: 'shared' })
    : text;
}
