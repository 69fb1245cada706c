import type { RecordingItem, RecordingState } from '../../api/types';
import type { Glyph, Tone } from '../../components/StatusTag';

export const recordingLook: Record<RecordingState, { tone: Tone; glyph: Glyph }> = {
  recording: { tone: 'red', glyph: 'dot' },
  uploading: { tone: 'blue', glyph: 'up' },
  complete: { tone: 'green', glyph: 'check' },
  interrupted: { tone: 'orange', glyph: 'bang' },
  failed: { tone: 'grey', glyph: 'cross' },
};

/** How much of a recording is here, 0 to 1; undefined while the hub does not know how much there will be. */
export function uploadShare({ stored, expected }: RecordingItem['progress']): number | undefined {
  return expected <= 0 ? undefined : Math.min(1, stored / expected);
}
