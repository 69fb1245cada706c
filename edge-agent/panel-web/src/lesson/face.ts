import type { RecorderStatus } from '../box/status';

/** What the card shows: the recorder's state, and what only the page or a person knows. */
export type Face = 'idle' | 'countdown' | 'starting' | 'recording' | 'paused' | 'covered' | 'stopping' | 'silent';

export function faceOf(recorder: RecorderStatus, answering: boolean, countingDown: boolean): Face {
  if (!answering) return 'silent';
  if (recorder.state === 'idle') return countingDown ? 'countdown' : 'idle';
  if (recorder.state === 'stopping') return 'stopping';
  return recorder.covered ? 'covered' : recorder.state;
}
