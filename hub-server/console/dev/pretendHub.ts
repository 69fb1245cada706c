import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import type { Recording, Right, RoomState, Session } from '../src/api/types.ts';
import {
  devicesOf,
  drivers,
  listedDevices,
  pretendConfiguration,
  pretendHistory,
  pretendPoints,
} from './pretendDevices.ts';
import { madeUp, makeDistrict, pageOf, regionOf, schoolOf, type District } from './pretendDistrict.ts';

/**
 * A hub without database or boxes, for work on the pages: `npm run dev -- --mode pretend`. It answers what pages read;
 * what they change is acknowledged and forgotten, but for commands. Never part of what is shipped.
 */
export function pretendHub(): Plugin {
  const district = makeDistrict(Number(process.env['ROOMS'] ?? 120));
  return {
    name: 'pretend-hub',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const url = new URL(request.url ?? '/', 'http://hub');
        if (url.pathname === '/api/v1/events') stream(district, response);
        else if (url.pathname.startsWith('/api/v1/')) void answer(district, request, response, url);
        else next();
      });
    },
  };
}

function stream(district: District, response: ServerResponse) {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n');
  const timer = setInterval(() => {
    for (const room of district.rooms.slice(0, 30)) {
      if (room.presence !== 'online') continue;
      for (const source of room.state?.sources ?? []) {
        if (source.audioLevelDb !== null) source.audioLevelDb = -20 - Math.random() * 25;
      }
      response.write(`event: room\ndata: ${JSON.stringify(room)}\n\n`);
    }
    for (const recording of district.recordings.filter(({ state }) => state === 'uploading')) {
      recording.progress.stored = Math.min(recording.progress.stored + 2, recording.progress.expected);
      response.write(`event: recording\ndata: ${JSON.stringify(recording)}\n\n`);
    }
  }, 1_000);
  response.on('close', () => clearInterval(timer));
}

async function answer(district: District, request: IncomingMessage, response: ServerResponse, url: URL) {
  const [, , , kind = '', id, part] = url.pathname.split('/');
  if (part === 'pictures') {
    response.writeHead(200, { 'content-type': 'image/svg+xml' });
    response.end(
      `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"><rect width="640" height="360" fill="#37507a"/></svg>`,
    );
    return;
  }
  const body = request.method === 'GET' ? undefined : await read(request);
  const reply =
    request.method === 'GET'
      ? (findDevices(district, kind, id, part, url.searchParams) ?? find(district, kind, id, url.searchParams))
      : change(district, kind, id, part, body);
  if (reply === undefined) {
    response.writeHead(404, { 'content-type': 'application/problem+json' });
    response.end(
      JSON.stringify({ status: 404, code: `${kind.replace(/s$/, '')}_unknown`, detail: 'There is no such thing.' }),
    );
    return;
  }
  response.writeHead(reply === null ? 204 : 200, { 'content-type': 'application/json' });
  response.end(reply === null ? undefined : JSON.stringify(reply));
}

async function read(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
}

function find(district: District, kind: string, id: string | undefined, query: URLSearchParams): unknown {
  const has = (name: string, value: string | undefined) =>
    query.get(name) === null || query.get(name) === '' || query.get(name) === value;
  const named = (...names: string[]) => names.some((name) => name.includes(query.get('q') ?? ''));
  switch (kind) {
    case 'setup':
      return { open: false };
    case 'session':
      return { user: 'admin', scope: { kind: 'hub', id: null }, roles: [], rights: everyRight() };
    case 'tokens':
      return pageOf(tokens, query);
    case 'tags':
      return [];
    case 'home':
      return home(district);
    case 'regions': {
      const regions = district.regions.map((region) => regionOf(district, region));
      return id === undefined
        ? pageOf(
            regions.filter(({ name }) => named(name)),
            query,
          )
        : regions.find((region) => region.id === id);
    }
    case 'schools': {
      const schools = district.schools.filter((school) =>
        id === undefined ? has('region', school.regionId) && named(school.name) : school.id === id,
      );
      const shown = pageOf(schools, query);
      const counted = shown.items.map((school) => schoolOf(district, school));
      return id === undefined ? { ...shown, items: counted } : counted[0];
    }
    case 'rooms':
      return id === undefined
        ? pageOf(
            district.rooms.filter(
              (room) =>
                has('region', room.regionId) &&
                has('school', room.schoolId) &&
                has('presence', room.presence) &&
                has('recorder', room.state?.recorder ?? undefined) &&
                named(room.name, room.schoolName),
            ),
            query,
          )
        : district.rooms.find((room) => room.id === id);
    case 'recordings':
      return id === undefined
        ? pageOf(
            district.recordings.filter(
              (item) =>
                has('state', item.state) && has('room', item.roomId) && named(item.title, item.teacher, item.roomName),
            ),
            query,
          )
        : recording(district, id);
    case 'downloads':
      return { id, state: 'running', progress: 0.4, url: null, bytes: null, error: null };
    default:
      return undefined;
  }
}

function home(district: District) {
  const few = <T>(items: T[]) => pageOf(items, new URLSearchParams('pageSize=5'));
  const recordings = (state: string) => few(district.recordings.filter((item) => item.state === state));
  return {
    alarms: few([]),
    approvals: few([]),
    silentRooms: few(
      district.rooms.filter(({ presence, state }) => presence === 'offline' && state?.recorder === 'recording'),
    ),
    lateLessons: few([]),
    failedRecordings: recordings('failed'),
    interruptedRecordings: recordings('interrupted'),
    recording: recordings('recording'),
    uploading: recordings('uploading'),
    regions: few(district.regions.map((region) => regionOf(district, region))),
    schools: null,
  };
}

/** What pages about devices read. */
function findDevices(
  district: District,
  kind: string,
  id: string | undefined,
  part: string | undefined,
  query: URLSearchParams,
): unknown {
  const room = district.rooms.find((candidate) => candidate.id === id);
  const listed = () =>
    listedDevices(district.rooms).filter(
      (item) =>
        (query.get('driver') ?? item.driver) === item.driver &&
        (query.get('state') ?? item.state) === item.state &&
        (!query.has('hoursFrom') || (item.hours ?? -1) >= Number(query.get('hoursFrom'))),
    );
  if (kind === 'rooms' && room !== undefined) {
    if (part === 'devices') return devicesOf(room);
    if (part === 'device-commands') return pageOf(pretendHistory(), query);
    if (part === 'device-configuration') return pretendConfiguration(room);
    if (part === 'readings') return { points: pretendPoints() };
  }
  if (kind === 'schools' && part === 'remote-limits') return { forbidden: ['ptz'], changedBy: null, changedAt: null };
  if (kind === 'device-drivers') return { items: drivers };
  if (kind === 'alarms') return pageOf([], query);
  if (kind !== 'devices') return undefined;
  if (id === undefined) return pageOf(listed(), query);
  if (id === 'counts') return { devices: listed().length, rooms: new Set(listed().map(({ roomId }) => roomId)).size };
  if (id === 'kinds')
    return {
      items: drivers.map(({ driver, names }) => ({
        driver,
        driverNames: names,
        model: driver === 'pjlink' ? 'EB-2065' : '',
        firmware: driver === 'pjlink' ? '1.02' : '',
        devices: listed().filter((item) => item.driver === driver).length,
      })),
    };
  if (part !== undefined && query.has('page'))
    return pageOf(
      listed().map((item, i) => ({
        ...item,
        device: item.id,
        deviceName: item.name,
        outcome: i % 9 === 0 ? 'skipped' : 'done',
        errorCode: i % 9 === 0 ? 'room_recording' : null,
        errorMessage: null,
      })),
      query,
    );
  return bulk(12);
}

function bulk(done: number) {
  return {
    id: madeUp(9, 1),
    state: 'running',
    capability: 'power',
    action: 'off',
    arguments: {},
    requestedBy: 'admin',
    createdAt: new Date().toISOString(),
    finishedAt: null,
    counts: { total: 96, waiting: 96 - done - 3, done, refused: 1, expired: 0, skipped: 2 },
  };
}

function recording(district: District, id: string): Recording | undefined {
  const item = district.recordings.find((candidate) => candidate.id === id);
  if (item === undefined) return undefined;
  const views = ['teacher', 'student', 'screen'].map((role) => ({
    name: role,
    role,
    video: `${role}.video`,
    audio: role === 'screen' ? null : `${role}.audio`,
  }));
  return {
    ...item,
    views,
    tracks: views.flatMap(({ video, audio }) =>
      [video, audio]
        .filter((name) => name !== null)
        .map((name) => ({
          name,
          kind: name.endsWith('video') ? ('video' as const) : ('audio' as const),
          segments: item.progress.stored / 6,
          durationSeconds: item.durationSeconds,
          missing: 0,
        })),
    ),
    marks: [{ atSeconds: 600, label: '小结' }],
    hiddenSpans: [],
  };
}

const afterwards: Record<string, RoomState['recorder']> = { start: 'recording', resume: 'recording', pause: 'paused' };

function change(
  district: District,
  kind: string,
  id: string | undefined,
  part: string | undefined,
  body: Record<string, unknown> = {},
): unknown {
  const room = kind === 'rooms' ? district.rooms.find((candidate) => candidate.id === id) : undefined;
  if (part === 'join-codes')
    return {
      code: '7KQ2M4XN9PBC3HTV5RWD8YEG0JZA6S1F7KQ2M4XN9PBC3HTV',
      hub: 'https://hub.xuanzhou.example:8701',
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    };
  if (part === 'links')
    return {
      url: `/media/t/k3v9w/${id ?? ''}/index.m3u8`,
      expiresAt: new Date(Date.now() + 604_800_000).toISOString(),
    };
  if (part === 'downloads')
    return { id: madeUp(7, 1), state: 'queued', progress: 0, url: null, bytes: null, error: null };
  if (kind === 'devices') return bulk(0);
  if (part === 'devices' || part === 'scenes')
    return {
      commandId: madeUp(8, 2),
      outcome: 'done',
      errorCode: null,
      errorMessage: null,
      recordingId: null,
      until: new Date(Date.now() + 600_000).toISOString(),
    };
  if (part === 'commands' && room?.state) {
    room.state.recorder = afterwards[String(body['action'])] ?? 'idle';
    room.state.startedAt ??= new Date().toISOString();
    return { commandId: madeUp(8, 1), outcome: 'done', errorCode: null, errorMessage: null, recordingId: null };
  }
  if (kind === 'tokens' && id === undefined) return { id: madeUp(6, 9), token: 'tt_4f9c2d7e8a1b6035c4d9e2f7a8b1c6d0' };
  return null;
}

const tokens = [
  {
    id: madeUp(6, 1),
    name: '市资源平台同步',
    scope: { kind: 'hub', id: null },
    createdAt: '2026-10-02T08:00:00Z',
    expiresAt: '2027-10-02T08:00:00Z',
    lastUsedAt: new Date().toISOString(),
  },
  {
    id: madeUp(6, 2),
    name: '第一小学排课',
    scope: { kind: 'school', id: madeUp(2, 0) },
    createdAt: '2026-11-01T08:00:00Z',
    expiresAt: null,
    lastUsedAt: null,
  },
];

/** Whoever develops a page sees all of it. */
function everyRight(): Session['rights'] {
  const rights: Right[] = [
    'see-rooms',
    'manage-tree',
    'command-devices',
    'set-up-devices',
    'issue-join-codes',
    'handle-alarms',
    'watch-lessons',
    'manage-recordings',
    'approve-recordings',
    'share-lessons',
    'run-linked-lessons',
    'manage-timetable',
    'manage-assets',
    'see-reports',
    'connect-programs',
    'manage-accounts',
    'read-audit',
    'manage-system',
  ];
  return rights.map((right) => ({ right, places: [{ kind: 'hub', id: null }] }));
}
