import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin } from 'vite';
import type { BoxRecording, Copy } from '../src/box/recordings.ts';
import { newSource, type Source } from '../src/box/sources.ts';
import { file, lessonStart, makeMedia, picture, playlist, runningSince } from './pretendMedia.ts';
import { PretendRecorder, type Pretence } from './pretendRecorder.ts';

/**
 * A box without cameras, hub or disk, for work on the page: `npm run dev -- --mode pretend`. `POST /pretend`
 * forces a state upon it. Never part of what is shipped.
 */
export function pretendBox(): Plugin {
  const recorder = new PretendRecorder();
  const handle: Connect.NextHandleFunction = (request, response, next) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (!/^\/(api|media|pretend)(\/|$)/.test(path)) {
      next();
      return;
    }
    void answer(recorder, request, response, path);
  };
  return {
    name: 'pretend-box',
    configureServer(server) {
      makeMedia();
      server.middlewares.use(handle);
    },
    configurePreviewServer(server) {
      makeMedia();
      server.middlewares.use(handle);
    },
  };
}

const sources: Source[] = [
  { ...newSource, name: 'teacher', address: 'rtsp://10.20.3.11/stream1' },
  { ...newSource, name: 'student', address: 'rtsp://10.20.3.12/stream1', role: 'student', delayMs: 40 },
  { ...newSource, name: 'screen', kind: 'screen', address: ':0', role: 'screen' },
];
const pairing = {
  pairingId: 'p1',
  name: '城关小学带柳河教学点',
  mode: 'dedicated',
  receivers: [{ roomId: 'c'.repeat(32), roomName: '二年级', schoolName: '柳河教学点', online: true }],
};
let kept = sources;
const copies = new Map<string, { begun: number; cancelled: boolean }>();

const recordings: BoxRecording[] = [
  lesson('a1', '语文：秋天的雨', '王丽', 0, 'uploading', 12),
  lesson('b2', '数学：两位数乘法', '李建国', -1, 'uploaded', 0),
  lesson('c3', '', '', -2, 'uploaded', 0),
  lesson('d4', '科学：水到哪里去了', '陈晓燕', -5, 'uploaded', 0),
];

function lesson(
  id: string,
  title: string,
  teacher: string,
  day: number,
  state: BoxRecording['state'],
  pending: number,
): BoxRecording {
  const hidden = id === 'a1' ? [{ number: 0, fromSeconds: 24, toSeconds: 31, state: 'hidden' as const }] : [];
  return {
    id: id.repeat(16),
    title,
    teacher,
    startedAt: new Date(lessonStart + day * 86_400_000).toISOString(),
    endedAt: new Date(lessonStart + day * 86_400_000 + 60_000).toISOString(),
    durationSeconds: 2412,
    bytes: 1.9e9,
    state,
    pendingSegments: pending,
    totalSegments: 90,
    views: [
      { name: 'teacher', role: 'teacher' },
      { name: 'student', role: 'student' },
      { name: 'screen', role: 'screen' },
    ],
    refusal: null,
    hiddenSpans: hidden,
    marks: [
      { atSeconds: 12, label: '重点' },
      { atSeconds: 41, label: '' },
    ],
  };
}

async function answer(
  recorder: PretendRecorder,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const body = request.method === 'POST' || request.method === 'PUT' ? await readJson(request) : {};
  const recording = /^\/api\/v1\/recording\/(\w+)$/.exec(path)?.[1];
  const media = /^\/media\/(\w+)\/(\w+)\/([\w.]+)$/.exec(path);
  const span = /^\/api\/v1\/recordings\/(\w+)\/hidden-spans\/(\d+)\/(restore|discard)$/.exec(path);
  const copy = /^\/api\/v1\/copies\/(\w+)$/.exec(path)?.[1];
  if (path === '/pretend') {
    Object.assign(recorder.pretence, body as Pretence);
    json(response, 200, recorder.pretence);
  } else if (path === '/api/v1/events') stream(recorder, request, response);
  else if (path === '/api/v1/status') json(response, 200, recorder.status());
  else if (recording === 'start') {
    const minutes = typeof body.pretendPlannedMinutes === 'number' ? body.pretendPlannedMinutes : 40;
    json(response, 200, { recordingId: recorder.start(minutes) });
  } else if (recording) {
    recorder.act(recording, body);
    json(response, 200, {});
  } else if (path === '/api/v1/wake') json(response, 200, {});
  else if (path === '/api/v1/lesson/choices') json(response, 200, { pairings: [pairing] });
  else if (path.startsWith('/api/v1/lesson/') || path === '/api/v1/display/shown') json(response, 200, {});
  else if (path === '/api/v1/help') problem(response, 501, 'help_unavailable');
  else if (path.startsWith('/api/v1/pictures/')) bytes(response, picture(path.split('/').pop() ?? ''), 'image/jpeg');
  else if (media) answerMedia(response, media[1] ?? '', media[2] ?? '', media[3] ?? '');
  else if (path === '/api/v1/recordings') json(response, 200, { items: recordings, total: recordings.length });
  else if (span) decide(response, span[1] ?? '', Number(span[2]), span[3] === 'restore' ? 'restored' : 'discarded');
  else if (path === '/api/v1/usb-drives') json(response, 200, [{ id: 'sda1', label: 'KINGSTON', freeBytes: 28e9 }]);
  else if (/\/copies$/.test(path)) {
    const id = `copy${copies.size}`;
    copies.set(id, { begun: Date.now(), cancelled: false });
    json(response, 202, { id });
  } else if (copy) json(response, 200, progressOf(copy, request.method === 'DELETE'));
  else answerInstaller(recorder, request, response, path, body);
}

function answerInstaller(
  recorder: PretendRecorder,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  body: Record<string, unknown>,
): void {
  if (path === '/api/v1/installer/session') {
    if (request.method === 'POST' && body.pin !== '246810') {
      problem(response, 403, 'pin_wrong');
      return;
    }
    recorder.installer = request.method === 'POST';
    json(response, 200, {});
  } else if (path === '/api/v1/enrolment') {
    recorder.pretence.hub = 'online';
    json(response, 200, { roomId: 'a'.repeat(32), roomName: recorder.enrolledRoom });
  } else if (path === '/api/v1/sources') {
    if (request.method === 'PUT') kept = body as unknown as Source[];
    json(response, 200, kept);
  } else if (path === '/api/v1/sources/probe') {
    if (typeof body.address === 'string' && body.address.includes('wrong'))
      problem(response, 422, 'source_unreachable');
    else json(response, 200, { videoCodec: 'h264', width: 1920, height: 1080, audioCodec: 'aac' });
  } else if (path === '/api/v1/clap-test') {
    setTimeout(
      () =>
        json(response, 200, [
          { source: 'teacher', delayMs: 120 },
          { source: 'student', delayMs: 180 },
          { source: 'screen', delayMs: null },
        ]),
      3000,
    );
  } else problem(response, 404, 'not_found');
}

/** The recording that still runs is 20 s old when the pretended box starts. */
const runningId = 'e5'.repeat(16);

function answerMedia(response: ServerResponse, id: string, view: string, name: string): void {
  if (name === 'index.m3u8') {
    const master = `#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-STREAM-INF:BANDWIDTH=800000,CODECS="avc1.42C01E,mp4a.40.2",RESOLUTION=640x360\nvideo.m3u8\n`;
    bytes(response, Buffer.from(master), 'application/vnd.apple.mpegurl');
  } else if (name === 'video.m3u8') {
    const live = id === runningId ? (Date.now() - runningSince) / 1000 : null;
    bytes(response, Buffer.from(playlist(view, live)), 'application/vnd.apple.mpegurl');
  } else bytes(response, file(view, name), 'video/mp4');
}

function decide(response: ServerResponse, id: string, number: number, state: 'restored' | 'discarded'): void {
  const span = recordings.find((candidate) => candidate.id === id)?.hiddenSpans.find((one) => one.number === number);
  if (!span) {
    problem(response, 404, 'hidden_span_unknown');
    return;
  }
  span.state = state;
  json(response, 200, {});
}

function progressOf(id: string, cancel: boolean): Copy {
  const copy = copies.get(id);
  if (!copy) return { state: 'failed', progress: 0, error: 'copy_unknown' };
  if (cancel) copies.delete(id);
  const progress = Math.min(1, (Date.now() - copy.begun) / 8000);
  return { state: progress >= 1 ? 'done' : 'running', progress, error: null };
}

function stream(recorder: PretendRecorder, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const send = (): void => {
    response.write(`event: status\ndata: ${JSON.stringify(recorder.status())}\n\n`);
  };
  send();
  const timer = setInterval(send, 250);
  request.on('close', () => clearInterval(timer));
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function problem(response: ServerResponse, status: number, code: string): void {
  response
    .writeHead(status, { 'content-type': 'application/problem+json' })
    .end(JSON.stringify({ status, code, detail: code }));
}

function bytes(response: ServerResponse, body: Buffer | null, type: string): void {
  if (body) response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
  else problem(response, 404, 'not_found');
}
