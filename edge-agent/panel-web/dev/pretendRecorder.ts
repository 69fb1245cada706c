import { randomUUID } from 'node:crypto';
import type { BoxStatus, SourceStatus } from '../src/box/status.ts';

/** What a script may force upon the pretended box to see how the page looks. */
export interface Pretence {
  hub?: 'online' | 'offline' | 'unenrolled';
  /** dBFS of every sound. */
  levelDb?: number | null;
  lost?: string;
  hoursLeft?: number;
  pendingBytes?: number;
  pinSet?: boolean;
  alarms?: BoxStatus['alarms'];
  live?: BoxStatus['live'];
  onlookers?: BoxStatus['onlookers'];
  lesson?: BoxStatus['lesson'];
  timetable?: BoxStatus['timetable'];
  devices?: BoxStatus['devices'];
  scenes?: BoxStatus['scenes'];
  sources?: number;
}

const second = 1000;

/** The recorder's states as the real box has them, with nothing behind them. */
export class PretendRecorder {
  pretence: Pretence = { hub: 'online', levelDb: -22 };
  installer = false;
  enrolledRoom = '三年级（2）班';
  private state: BoxStatus['recorder']['state'] = 'idle';
  private id: string | null = null;
  private startedAt = 0;
  private plannedEnd: number | null = null;
  private undoUntil = 0;
  private covered = false;

  start(plannedMinutes: number | null): string {
    if (this.state !== 'idle' && this.id) return this.id;
    this.id = randomUUID().replaceAll('-', '');
    this.startedAt = Date.now();
    this.plannedEnd = plannedMinutes === null ? null : this.startedAt + plannedMinutes * 60 * second;
    this.state = 'recording';
    return this.id;
  }

  act(action: string, body: Record<string, unknown>): void {
    if (this.state === 'idle' && action !== 'cover') return;
    if (action === 'pause') this.state = 'paused';
    if (action === 'resume' || action === 'undo') this.state = 'recording';
    if (action === 'cover') this.covered = body.on === true;
    if (action === 'extend' && this.plannedEnd !== null) this.plannedEnd += Number(body.minutes) * 60 * second;
    if (action === 'stop') {
      const undo = Number(body.undoSeconds ?? 0);
      this.state = undo > 0 ? 'stopping' : 'idle';
      this.undoUntil = Date.now() + undo * second;
    }
  }

  status(): BoxStatus {
    const now = Date.now();
    if (this.state === 'stopping' && now >= this.undoUntil) this.state = 'idle';
    const { hub = 'online', pendingBytes = 0 } = this.pretence;
    const running = this.state !== 'idle';
    return {
      room: hub === 'unenrolled' ? '' : this.enrolledRoom,
      school: hub === 'unenrolled' ? '' : '城关镇中心小学',
      roomId: null,
      version: '0.1.0',
      language: 'zh',
      undoSeconds: 5,
      hub: { state: hub, since: new Date(now - 600 * second).toISOString(), problem: null },
      recorder: {
        state: this.state,
        recordingId: running ? this.id : null,
        title: null,
        startedAt: running ? new Date(this.startedAt).toISOString() : null,
        elapsedSeconds: running ? (now - this.startedAt) / second : 0,
        plannedEnd: running && this.plannedEnd !== null ? new Date(this.plannedEnd).toISOString() : null,
        undoUntil: this.state === 'stopping' ? new Date(this.undoUntil).toISOString() : null,
        covered: this.covered,
        sources: this.sources(running),
      },
      storage: { freeBytes: 41e9, hoursLeft: this.pretence.hoursLeft ?? 6.34 },
      outbox: { pendingSegments: Math.ceil(pendingBytes / 1e6), pendingBytes },
      alarms: this.pretence.alarms ?? [],
      live: this.pretence.live ?? null,
      onlookers: this.pretence.onlookers ?? null,
      lesson: this.pretence.lesson ?? null,
      timetable: this.pretence.timetable ?? null,
      devices: this.pretence.devices ?? [],
      scenes: this.pretence.scenes ?? [],
      pinSet: this.pretence.pinSet ?? true,
      installer: this.installer,
    };
  }

  private sources(running: boolean): SourceStatus[] {
    const level = this.pretence.levelDb ?? null;
    const swing = level === null || level < -60 ? level : level + 8 * Math.sin(Date.now() / 400);
    const all = (['teacher', 'student', 'screen', 'board'] as const).slice(0, this.pretence.sources ?? 3);
    return all.map((role) => {
      const lost = this.pretence.lost === role;
      return {
        name: role,
        role,
        state: lost ? 'lost' : running ? 'recording' : 'warm',
        audioLevelDb: role === 'teacher' || role === 'student' ? swing : null,
        audioPeakDb: role === 'teacher' || role === 'student' ? swing && swing + 6 : null,
        problem: lost ? 'The camera refuses the connection.' : null,
        problemCode: lost ? 'source_refused' : null,
        picture: lost ? null : `/api/v1/pictures/${role}?at=${Math.floor(Date.now() / second)}`,
        pictureAt: lost ? null : new Date().toISOString(),
      };
    });
  }
}
