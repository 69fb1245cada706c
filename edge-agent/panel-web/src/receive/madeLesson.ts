import type { LessonLayout, LessonRole, LessonRoom, LessonSource, LinkedLesson } from '../box/linkedLesson';

interface Wishes {
  layout?: LessonLayout;
  mainSource?: string | null;
  /** The first letter of the room that has the floor. */
  floor?: string;
  phase?: LinkedLesson['phase'];
}

/** A lesson of a host and two receivers, for tests and for work on the pages. */
export function madeLesson(role: LessonRole, wishes: Wishes = {}): LinkedLesson {
  const room = (letter: string, roomName: string, schoolName: string, own: boolean): LessonRoom => ({
    roomId: letter.repeat(32),
    roomName,
    schoolName,
    role: letter === 'h' ? 'host' : 'receiver',
    isSelf: own,
    online: true,
    handRaisedAt: letter === 'b' ? '2026-09-01T02:10:00Z' : null,
    hasFloor: wishes.floor === letter,
    muted: false,
    wantsHelp: false,
    check: { picture: 'green', sound: letter === 'b' ? 'amber' : 'green', line: 'green', codes: [], roundTripMs: 21 },
  });
  const source = (letter: string, name: string, sourceRole: LessonSource['role'], heard: boolean): LessonSource => ({
    roomId: letter.repeat(32),
    source: name,
    role: sourceRole,
    address: `/live/${letter.repeat(32)}/${name}`,
    hasPicture: true,
    heard,
    state: 'live',
    since: '2026-09-01T02:00:00Z',
  });
  const receivers = [source('a', 'student', 'student', false), source('b', 'pupils', 'student', wishes.floor === 'b')];
  const hosts = [source('h', 'screen', 'screen', false), source('h', 'teacher', 'teacher', true)];
  const others = wishes.floor === 'b' ? receivers.slice(1) : [];
  return {
    lessonId: '1'.repeat(32),
    mode: 'dedicated',
    phase: wishes.phase ?? 'running',
    role,
    title: '数学：分数的意义',
    teacher: '王丽',
    plannedStart: '2026-09-01T02:00:00Z',
    plannedEnd: '2026-09-01T02:40:00Z',
    layout: wishes.layout ?? 'side-by-side',
    mainSource: wishes.mainSource ?? null,
    fullDuplex: false,
    rooms: [
      room('h', '三年级（2）班', '城关镇中心小学', role === 'host'),
      room('a', '三年级', '柳河教学点', role === 'receiver'),
      room('b', '三年级', '大石桥教学点', false),
    ],
    sources: role === 'host' ? [...receivers].sort((one) => (one.heard ? -1 : 0)) : [...hosts, ...others],
    check: { picture: 'green', sound: 'amber', line: 'green', codes: ['sound_silent'], roundTripMs: 23 },
    volume: 80,
    recordingId: null,
    hubRecordingId: null,
    showsRecorded: false,
    problemCode: null,
    problem: null,
  };
}
