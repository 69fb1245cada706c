import type { RecorderStatus } from '../box/status';

/** dBFS. Below it a classroom with a teacher in it is not being heard. */
export const silenceBelowDb = -50;
export const silenceAfterMilliseconds = 10_000;

export interface Silence {
  /** Since when it is quiet while recording; null while something is heard, and in pauses. */
  since: number | null;
  warning: boolean;
}

export const noSilence: Silence = { since: null, warning: false };

/**
 * Recordings of silence are what people regret most. Warns after ten seconds below −50 dBFS while recording; each
 * pause begins the wait anew.
 * @param levelDb the loudest source, or null when none has sound
 */
export function watchSilence(silence: Silence, recording: boolean, levelDb: number | null, now: number): Silence {
  if (!recording) return noSilence;
  if (levelDb !== null && levelDb >= silenceBelowDb) return noSilence;
  const since = silence.since ?? now;
  return { since, warning: now - since >= silenceAfterMilliseconds };
}

/** The loudest of all sources, dBFS. */
export function loudest(recorder: RecorderStatus): number | null {
  const levels = recorder.sources.map((source) => source.audioLevelDb).filter((level) => level !== null);
  return levels.length > 0 ? Math.max(...levels) : null;
}

/** Sound is wanted and kept: while it can still be undone, it records on. */
export function isRecording(recorder: RecorderStatus): boolean {
  return recorder.state === 'recording' || recorder.state === 'stopping';
}
