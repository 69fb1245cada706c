import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Made once per machine, by ffmpeg. */
const folder = join(tmpdir(), 'tongtang-pretend-media');
const font = '/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf';
const patterns = { teacher: 'testsrc2', student: 'smptehdbars', screen: 'testsrc', board: 'rgbtestsrc' } as const;
const seconds = 60;
/** Segments of 2 s that one view does not have: its camera was away. */
const away = { view: 'student', from: 8, to: 11 };

/** When the lesson that still runs began: it is 20 s old when the pretended box starts. */
export const runningSince = Date.now() - 20_000;

/** When the pretended lesson began. */
export const lessonStart = Date.parse('2026-11-20T00:05:00Z');

export function makeMedia(): void {
  for (const [view, pattern] of Object.entries(patterns)) {
    const target = join(folder, view);
    if (existsSync(join(target, 'index.m3u8'))) continue;
    mkdirSync(target, { recursive: true });
    const clock = `drawtext=fontfile=${font}:text='%{pts\\:hms}':fontsize=56:fontcolor=white:box=1:boxcolor=black:x=30:y=130`;
    const tone = 220 * (1 + Object.keys(patterns).indexOf(view));
    execFileSync('ffmpeg', [
      ...['-v', 'error', '-y', '-f', 'lavfi', '-i', `${pattern}=size=640x360:rate=25`],
      ...['-f', 'lavfi', '-i', `sine=frequency=${tone}:sample_rate=48000`, '-t', String(seconds), '-vf', clock],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '50', '-sc_threshold', '0', '-bf', '0'],
      ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '64k', '-f', 'hls', '-hls_time', '2'],
      ...['-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4'],
      ...['-hls_segment_filename', join(target, '%d.m4s'), join(target, 'index.m3u8')],
    ]);
    execFileSync('ffmpeg', [
      ...['-v', 'error', '-y', '-f', 'lavfi', '-i', `${pattern}=size=320x180:rate=1`, '-t', '20'],
      join(target, '%d.jpg'),
    ]);
  }
}

/** The playlist of a view: VOD, or as it would be `liveSeconds` after the start of a running lesson. */
export function playlist(view: string, liveSeconds: number | null): string {
  const begin = liveSeconds === null ? lessonStart : runningSince;
  const total = liveSeconds === null ? seconds / 2 : Math.min(seconds / 2, Math.floor(liveSeconds / 2));
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-TARGETDURATION:2', '#EXT-X-INDEPENDENT-SEGMENTS'];
  lines.push(`#EXT-X-PLAYLIST-TYPE:${liveSeconds === null ? 'VOD' : 'EVENT'}`, '#EXT-X-MAP:URI="init.mp4"');
  for (let number = 0; number < total; number += 1) {
    if (view === away.view && number >= away.from && number < away.to) continue;
    if (view === away.view && number === away.to) lines.push('#EXT-X-DISCONTINUITY', '#EXT-X-MAP:URI="init.mp4"');
    lines.push(
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(begin + number * 2000).toISOString()}`,
      '#EXTINF:2.000,',
      `${number}.m4s`,
    );
  }
  if (total === seconds / 2) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}

/** A picture or a piece of media, or null when there is none of that name. */
export function file(view: string, name: string): Buffer | null {
  const path = join(folder, view, name);
  return view in patterns && /^[a-z0-9]+\.(m4s|mp4|jpg)$/.test(name) && existsSync(path) ? readFileSync(path) : null;
}

/** This second's picture of a view. */
export function picture(view: string): Buffer | null {
  if (!(view in patterns)) return null;
  const pictures = readdirSync(join(folder, view)).filter((name) => name.endsWith('.jpg')).length;
  return file(view, `${1 + (Math.floor(Date.now() / 1000) % Math.max(1, pictures))}.jpg`);
}
