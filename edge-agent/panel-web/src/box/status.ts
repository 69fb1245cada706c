import type { DeviceStatus, Scene } from './devices';
import type { LinkedLesson } from './linkedLesson';

/** What the box tells: `GET /api/v1/status` and the event `status`. Times are ISO 8601 UTC. */
export interface BoxStatus {
  /** Names as the hub gave them; empty until the box has joined. */
  room: string;
  school: string;
  /** Null until the box has joined. */
  roomId: string | null;
  version: string;
  /** `zh` or `en`; a person's own choice on the page wins. */
  language: string;
  /** An installer's PIN has been chosen. */
  pinSet: boolean;
  /** This browser has entered it. */
  installer: boolean;
  /** How long a stop can be undone. */
  undoSeconds: number;
  hub: HubStatus;
  recorder: RecorderStatus;
  storage: { freeBytes: number; hoursLeft: number };
  outbox: { pendingSegments: number; pendingBytes: number };
  /** What somebody should act on, oldest first. */
  alarms: BoxAlarm[];
  devices: DeviceStatus[];
  scenes: Scene[];
  /** Null while nobody watches the room. */
  live: LiveStatus | null;
  /** Who looks into the room through the hub; null: nobody. */
  onlookers: Onlookers | null;
  /** The linked lesson that the room takes part in; null: none. */
  lesson: LinkedLesson | null;
  /** What is taught here; null: the hub has told none. */
  timetable: Timetable | null;
}

/** A lesson of the timetable. */
export interface RoomLesson {
  id: string;
  startsAt: string;
  endsAt: string;
  period: string;
  subject: string;
  className: string;
  teacher: string;
}

export interface Timetable {
  /** Since the hub last said that it is so. */
  ageSeconds: number;
  stale: boolean;
  /** Lessons are recorded by themselves. */
  records: boolean;
  /** That runs, or begins within ten minutes. */
  current: RoomLesson | null;
  next: RoomLesson | null;
  today: RoomLesson[];
  /** The school's, a name of the IANA database. */
  timeZone: string;
  /** Who usually teaches here. */
  teachers: string[];
  /** About to be recorded by itself; zero seconds or less: it waits for another recording. */
  pending: {
    lessonId: string;
    title: string;
    startsAt: string;
    startsInSeconds: number;
    skipped: boolean;
    problem: string | null;
  } | null;
}

export interface LiveStatus {
  /** Names of the sources that are watched. */
  sources: string[];
  /** What is sent: everything, a small picture, keyframes with sound, or sound. */
  quality: 'full' | 'reduced' | 'keyframes' | 'sound';
  /** Why it is not everything: the line carries no more, this box's setting or the school's budget allows no more. */
  reason: 'none' | 'line' | 'room' | 'school';
  /** Among how many rooms of the school its budget is divided; 0: it has none. */
  rooms: number;
}

export interface Onlookers {
  /** The first of them; a program is a token's. */
  named: { name: string; program: boolean }[];
  /** How many more there are. */
  more: number;
  /** How many watch by a link, without an account. */
  byLink: number;
}

export interface BoxAlarm {
  key: string;
  /** Stable, e.g. `no_sound`. */
  kind: string;
  /** The source or store it is about; empty: the box. */
  subject: string;
  raisedAt: string;
  /** Numbers as text, with a point. */
  details: Record<string, string>;
}

export interface HubStatus {
  state: 'online' | 'offline' | 'unenrolled';
  since: string;
  /** Why it is offline: the hub's stable code and its English text, or the line's; null when nothing is known. */
  problem: string | null;
}

/** The hub knows another box in this room, or the room no more: waiting does not help, joining again does. */
export function isReplaced({ state, problem }: HubStatus): boolean {
  return state === 'offline' && problem !== null && problem.startsWith('certificate_revoked');
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
  /** Pictures and sound are hidden for privacy. */
  covered: boolean;
  sources: SourceStatus[];
}

export type SourceRole = 'teacher' | 'student' | 'screen' | 'board' | 'audio';

export interface SourceStatus {
  name: string;
  role: SourceRole;
  state: 'cold' | 'warm' | 'recording' | 'lost';
  /** dBFS; null without sound. */
  audioLevelDb: number | null;
  audioPeakDb: number | null;
  /** Why it is lost, in English, for the installer. */
  problem: string | null;
  /** The same, stable; pages have words for it. */
  problemCode: string | null;
  /** Address of the newest picture, another one for each; an old one while the source is `cold`. */
  picture: string | null;
  /** When it was taken. */
  pictureAt: string | null;
}
