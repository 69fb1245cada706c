import type { SourceRole } from './status';

export const sourceKinds = ['rtsp', 'onvif', 'usb', 'screen', 'microphone', 'file', 'test'] as const;
export type SourceKind = (typeof sourceKinds)[number];
export const sourceRoles = ['teacher', 'student', 'screen', 'board', 'audio'] as const;

/** One source as an installer writes it; a row of the box's setting `Sources`. */
export interface Source {
  /** `[a-z0-9][a-z0-9-]{0,31}`, also the view's name; `tracks` is reserved. */
  name: string;
  kind: SourceKind;
  address: string;
  role: SourceRole;
  /** How much later than it happened it delivers; −5000 to 5000. */
  delayMs: number;
  /** Captured all the time, so that a start has no wait. */
  warm: boolean;
  /** The source whose sound belongs to this picture; empty: its own. */
  audioFrom: string;
  /** 0: as it comes. */
  width: number;
  height: number;
  framesPerSecond: number;
  videoKbps: number;
  audio: string;
  user: string;
  xAuthority: string;
}

export const newSource: Source = {
  name: '',
  kind: 'rtsp',
  address: '',
  role: 'teacher',
  delayMs: 0,
  warm: true,
  audioFrom: '',
  width: 0,
  height: 0,
  framesPerSecond: 0,
  videoKbps: 0,
  audio: 'auto',
  user: '',
  xAuthority: '',
};

/** What trying a source found; empty and 0 where there is nothing or nothing can be known beforehand. */
export interface Probe {
  videoCodec: string;
  width: number;
  height: number;
  audioCodec: string;
}

/** What the clap test measured; null where no clap was heard. */
export interface ClapResult {
  source: string;
  delayMs: number | null;
}
