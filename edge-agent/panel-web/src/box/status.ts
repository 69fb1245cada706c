/** What the box tells, `GET /api/v1/status` and the event `status`. Times are ISO 8601 UTC. */
export interface BoxStatus {
  room: string | null;
  school: string | null;
  agentId: string | null;
  version: string;
  /** What the box is set to speak; a person's own choice on the page wins. */
  language: string;
  hub: { state: 'online' | 'offline' | 'unenrolled'; since: string | null };
  recorder: RecorderStatus;
  storage: { freeBytes: number; hoursLeft: number | null };
  outbox: { pendingSegments: number; pendingBytes: number };
  /** An installer's PIN has been chosen. */
  pinSet: boolean;
  /** This browser has entered it. */
  installer: boolean;
}

export type RecorderState = 'idle' | 'starting' | 'recording' | 'paused' | 'stopping';

export interface RecorderStatus {
  state: RecorderState;
  recordingId: string | null;
  title: string | null;
  startedAt: string | null;
  /** Since the start, pauses counted. */
  elapsedSeconds: number;
  plannedEnd: string | null;
  /** While stopping: until when it can be undone. */
  undoUntil: string | null;
  covered: boolean;
  sources: SourceStatus[];
}

export type SourceRole = 'teacher' | 'student' | 'screen' | 'board' | 'audio';

export interface SourceStatus {
  name: string;
  role: SourceRole;
  state: 'cold' | 'warm' | 'recording' | 'lost';
  bytes: number;
  lastFrameAt: string | null;
  /** dBFS; null when this source has no sound or nothing is known. */
  audioLevelDb: number | null;
  audioPeakDb: number | null;
  /** Why it is lost, for the installer. */
  problem: string | null;
}
