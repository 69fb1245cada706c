import type { SourceRole } from './status';

/** A recording that is still on the box. */
export interface BoxRecording {
  id: string;
  title: string;
  teacher: string;
  startedAt: string;
  endedAt: string | null;
  durationSeconds: number;
  bytes: number;
  state: 'recording' | 'uploading' | 'uploaded' | 'refused';
  /** Why the hub does not take it; null unless refused. */
  refusal: { code: string; reason: string } | null;
  pendingSegments: number;
  totalSegments: number;
  views: { name: string; role: SourceRole }[];
  hiddenSpans: HiddenSpan[];
  marks: { atSeconds: number; label: string }[];
}

/** A stretch that was paused or covered. Kept on the box only, until somebody decides. */
export interface HiddenSpan {
  number: number;
  fromSeconds: number;
  /** Null while the pause lasts. */
  toSeconds: number | null;
  state: 'hidden' | 'restored' | 'discarded';
}

export interface UsbDrive {
  id: string;
  label: string;
  freeBytes: number;
}

export interface Copy {
  state: 'running' | 'done' | 'failed';
  /** 0 to 1. */
  progress: number;
  error: string | null;
}
