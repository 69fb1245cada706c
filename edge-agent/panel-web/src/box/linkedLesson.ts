import type { SourceRole } from './status';

/** The linked lesson that the room takes part in, as the box tells it in its status. Times are ISO 8601 UTC. */
export interface LinkedLesson {
  lessonId: string;
  mode: 'dedicated' | 'dual-teacher' | 'master-teacher' | 'school-course' | 'unspecified';
  /** `check`: before the bell, picture, sound and line are tried. */
  phase: 'check' | 'running';
  role: LessonRole;
  title: string;
  teacher: string;
  plannedStart: string;
  plannedEnd: string;
  layout: LessonLayout;
  /** The host's source that is shown large; null: the first. */
  mainSource: string | null;
  fullDuplex: boolean;
  /** The host first, this room among them. */
  rooms: LessonRoom[];
  /** What is shown here of the others, in order; `heard` says whose sound is played. */
  sources: LessonSource[];
  check: LessonCheck | null;
  /** How loud the page plays, 0 to 100. */
  volume: number;
  recordingId: string | null;
  /** What the hub has of the lesson, for whoever missed it; played below `/media/lesson/` while the lesson runs. */
  hubRecordingId: string | null;
  /** It is played while the host is lost. */
  showsRecorded: boolean;
  problemCode: string | null;
  problem: string | null;
}

export type LessonRole = 'host' | 'receiver';
export type LessonLayout = 'side-by-side' | 'one-large' | 'picture-in-picture';
export type Light = 'none' | 'green' | 'amber' | 'red';

export interface LessonCheck {
  picture: Light;
  sound: Light;
  line: Light;
  /** What is wrong, stable; pages have words for it. */
  codes: string[];
  roundTripMs: number;
}

export interface LessonRoom {
  roomId: string;
  roomName: string;
  schoolName: string;
  role: LessonRole;
  isSelf: boolean;
  online: boolean;
  handRaisedAt: string | null;
  hasFloor: boolean;
  muted: boolean;
  wantsHelp: boolean;
  check: LessonCheck | null;
}

export interface LessonSource {
  roomId: string;
  source: string;
  role: SourceRole;
  /** Path of its WebSocket on the box. */
  address: string;
  hasPicture: boolean;
  heard: boolean;
  state: 'waiting' | 'live' | 'lost' | 'ended';
  since: string;
}

export interface LessonChoices {
  pairings: LessonChoice[];
}

export interface LessonChoice {
  pairingId: string;
  name: string;
  mode: LinkedLesson['mode'];
  receivers: { roomId: string; roomName: string; schoolName: string; online: boolean }[];
}
