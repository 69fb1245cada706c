import type { SourceRole } from './status';

export const sourceKinds = ['rtsp', 'usb', 'screen', 'microphone', 'file', 'test'] as const;
export type SourceKind = (typeof sourceKinds)[number];
export const sourceRoles = ['teacher', 'student', 'screen', 'board', 'audio'] as const;

/** One source as an installer writes it. */
export interface Source {
  /** `[a-z0-9][a-z0-9-]{0,31}`, also the view's name. */
  name: string;
  kind: SourceKind;
  address: string;
  role: SourceRole;
  /** How much later than it happened it delivers; −5000 to 5000. */
  delayMs: number;
  /** Captured all the time, so that a start has no wait. */
  warm: boolean;
}

/** What trying a source found. */
export interface Probe {
  ok: boolean;
  video: { codec: string; width: number; height: number; framesPerSecond: number } | null;
  audio: { codec: string; sampleRate: number } | null;
}

export interface ClapTest {
  sources: { name: string; delayMs: number | null }[];
}
