import type { Page, RecordingItem, Region, Room, School } from '../src/api/types.ts';

/** A made-up district: a county of 2 regions by default, a city of 10,000 rooms with `ROOMS=10000`. */
export interface District {
  regions: { id: string; name: string }[];
  schools: Pick<
    School,
    'id' | 'name' | 'regionId' | 'regionName' | 'kind' | 'tier' | 'liveMegabitsPerSecond' | 'liveChat'
  >[];
  rooms: Room[];
  recordings: RecordingItem[];
}

const second = 1_000;
const hour = 3_600 * second;
const titles = [
  '分数的初步认识',
  '荷花',
  'Unit 4 At the farm',
  '平行四边形的面积',
  '植物的光合作用',
  '七律·长征',
  '浮力',
];
const teachers = ['王秀英', '李建国', '张敏', '陈静', '刘洋', ''];
const areas = ['宣州区', '敬亭片区', '水阳片区', '狸桥片区'];
const grades = ['一', '二', '三', '四', '五', '六'];

export function madeUp(kind: number, number: number): string {
  return `${kind}`.padStart(8, '0') + `${number}`.padStart(24, '0');
}

function ago(milliseconds: number): string {
  return new Date(Date.now() - milliseconds).toISOString();
}

export function makeDistrict(roomCount: number): District {
  const regions = areas.slice(0, roomCount > 1_000 ? 4 : 2).map((name, i) => ({ id: madeUp(1, i), name }));
  const perSchool = 9;
  const schools = Array.from({ length: Math.ceil(roomCount / perSchool) }, (_, i) => {
    const region = regions[i % regions.length] ?? { id: '', name: '' };
    return {
      id: madeUp(2, i),
      name: i % 5 === 4 ? `杨林教学点${i}` : `第${i + 1}小学`,
      regionId: region.id,
      regionName: region.name,
      kind: i % 5 === 4 ? ('teaching-point' as const) : i % 3 === 0 ? ('centre-school' as const) : ('primary' as const),
      tier: (['none', 'demonstration', 'experimental', 'pilot'] as const)[i % 4] ?? 'none',
      liveMegabitsPerSecond: i % 3 === 1 ? 20 : null,
      liveChat: i % 3 === 0,
    };
  });
  const rooms = Array.from({ length: roomCount }, (_, i) => makeRoom(i, schools[Math.floor(i / perSchool)]));
  const recordings = rooms.slice(0, 120).map((room, i) => makeRecording(room, i));
  return { regions, schools, rooms, recordings };
}

function makeRoom(i: number, school: District['schools'][number] | undefined): Room {
  const presence = i % 13 === 7 ? 'unenrolled' : i % 11 === 3 || i === 5 ? 'offline' : 'online';
  const recorder = i % 7 === 0 || i === 5 ? 'recording' : i % 29 === 8 ? 'paused' : 'idle';
  return {
    tags: [],
    id: madeUp(3, i),
    name: `${grades[i % 6] ?? ''}年级（${(Math.floor(i / 6) % 4) + 1}）班`,
    schoolId: school?.id ?? '',
    schoolName: school?.name ?? '',
    regionId: school?.regionId ?? '',
    regionName: school?.regionName ?? '',
    presence,
    since: ago(((i % 40) + 1) * 7 * 60 * second),
    agent:
      presence === 'unenrolled'
        ? null
        : {
            id: madeUp(4, i),
            hostName: `box-${i}`,
            version: '0.1.0',
            enrolledAt: ago(900 * hour),
            certificateExpiresAt: ago(-1500 * hour),
            duplicated: false,
          },
    state:
      presence === 'unenrolled'
        ? null
        : {
            recorder,
            recordingId: recorder === 'idle' ? null : madeUp(5, i),
            title: recorder === 'idle' ? null : (titles[i % titles.length] ?? null),
            startedAt: recorder === 'idle' ? null : ago((12 + (i % 20)) * 60 * second),
            sources: ['teacher', 'student', 'screen', 'audio'].map((role, s) => ({
              name: role,
              role,
              state: i === 14 && s === 1 ? 'lost' : recorder === 'recording' ? 'recording' : 'warm',
              bytes: recorder === 'recording' ? 183_000_000 + s * 1_000_000 : 0,
              lastFrameAt: ago(0),
              audioLevelDb: role === 'screen' ? null : -24 - s * 6,
              problem: i === 14 && s === 1 ? 'The camera refuses the connection.' : null,
              problemCode: i === 14 && s === 1 ? 'source_refused' : null,
            })),
            storage: { freeBytes: 214_000_000_000, hoursLeft: 38.4 },
            upload: { pendingSegments: i % 7 === 0 ? 3 : 0, pendingBytes: i % 7 === 0 ? 2_400_000 : 0 },
            clockOffsetMs: 12,
          },
    alarms: { open: 0, worst: null },
  };
}

function makeRecording(room: Room, i: number): RecordingItem {
  const running = room.presence === 'online' && room.state?.recorder === 'recording';
  const state = running
    ? 'recording'
    : ((['uploading', 'complete', 'complete', 'interrupted', 'complete', 'complete', 'failed'] as const)[i % 7] ??
      'complete');
  const expected = 1_200;
  const stored = state === 'complete' ? expected : state === 'recording' ? 400 : state === 'failed' ? 0 : 700 + i;
  return {
    id: madeUp(5, i),
    roomId: room.id,
    roomName: room.name,
    schoolName: room.schoolName,
    title: titles[i % titles.length] ?? '',
    teacher: teachers[i % teachers.length] ?? '',
    state,
    startedAt: running ? (room.state?.startedAt ?? ago(0)) : ago((i + 1) * 5 * hour),
    endedAt: running ? null : ago((i + 1) * 5 * hour - 40 * 60 * second),
    durationSeconds: running ? 700 : 2_400 + i,
    bytes: 1_870_000_000 + i * 31_000_000,
    progress: { stored, expected },
  };
}

export function regionOf(district: District, region: District['regions'][number]): Region {
  const schools = district.schools.filter(({ regionId }) => regionId === region.id);
  return {
    ...region,
    schools: schools.length,
    ...counts(district.rooms.filter(({ regionId }) => regionId === region.id)),
  };
}

export function schoolOf(district: District, school: District['schools'][number]): School {
  return {
    tags: [],
    ...school,
    ...counts(district.rooms.filter(({ schoolId }) => schoolId === school.id)),
  };
}

function counts(rooms: Room[]) {
  return {
    rooms: rooms.length,
    online: rooms.filter(({ presence }) => presence === 'online').length,
    recording: rooms.filter(({ presence, state }) => presence === 'online' && state?.recorder === 'recording').length,
    offline: rooms.filter(({ presence }) => presence === 'offline').length,
    alarms: { rooms: 0, worst: null },
  };
}

export function pageOf<T>(items: T[], query: URLSearchParams): Page<T> {
  const page = Number(query.get('page') ?? 1);
  const pageSize = Number(query.get('pageSize') ?? 50);
  return { items: items.slice((page - 1) * pageSize, page * pageSize), total: items.length, page, pageSize };
}
