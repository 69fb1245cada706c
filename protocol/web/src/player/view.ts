import Hls, { ErrorTypes, Events, type ErrorData, type Fragment, type HlsConfig, type LevelDetails } from 'hls.js';
import { endOf, type Piece } from './pieces';
import type { Order, ViewFacts } from './plan';

/** Why a view cannot be shown; pages have words for each. */
export type ViewProblem = 'not_yet' | 'network' | 'expired' | 'damaged' | 'unsupported';

/** Live latency of plain HLS: three segments. */
const liveSegments = 3;
const retryMilliseconds = 2000;
const slowestRetryMilliseconds = 10_000;

/** Measured: latency never creeps, memory stays flat over hours, and the duration never jumps. */
const config: Partial<HlsConfig> = {
  lowLatencyMode: true,
  liveSyncOnStallIncrease: 0,
  // The common clock steers every view; hls.js must not steer too.
  maxLiveSyncPlaybackRate: 1,
  liveDurationInfinity: true,
  backBufferLength: 30,
  maxBufferLength: 20,
  maxMaxBufferLength: 60,
  // Fragmented MP4 needs no re-muxing, and a page without blob: workers has a stricter policy.
  enableWorker: false,
};

function pieceOf(fragment: Fragment): Piece[] {
  if (fragment.gap === true || fragment.programDateTime === null) return [];
  return [{ time: fragment.start, date: fragment.programDateTime, duration: fragment.duration }];
}

/** The segment that is still being recorded, as far as its parts go. */
function openPiece(details: LevelDetails): Piece[] {
  const open = details.fragmentHint;
  if (!open || open.programDateTime === null || details.partEnd <= open.start) return [];
  return [{ time: open.start, date: open.programDateTime, duration: details.partEnd - open.start }];
}

/** One view: a video element and what feeds it. Lives exactly as long as its element is on the page. */
export class PlayerView {
  readonly name: string;
  readonly video: HTMLVideoElement;
  pieces: readonly Piece[] = [];
  live = false;
  /** It comes in parts of a fifth of a second, not in whole segments. */
  prompt = false;
  problem: ViewProblem | null = null;
  /** When it could last show a frame, by the page's clock. */
  readyAt: number;
  private hls: Hls | null = null;
  private retry: ReturnType<typeof setTimeout> | null = null;
  private mediaErrors = 0;
  private retries = 0;
  /** How far from the newest moment it is played, seconds. */
  private holdBack = 6;
  private soughtTo: number | null = null;
  private readonly address: string;
  private readonly changed: () => void;

  constructor(name: string, address: string, video: HTMLVideoElement, changed: () => void) {
    this.name = name;
    this.address = address;
    this.video = video;
    this.changed = changed;
    this.readyAt = performance.now();
    video.playsInline = true;
    video.preload = 'auto';
    this.start();
  }

  facts(now: number): ViewFacts {
    const ready = this.video.readyState >= 3 && !this.video.seeking;
    if (ready) this.readyAt = now;
    return {
      name: this.name,
      pieces: this.pieces,
      time: this.video.currentTime,
      ready,
      stalled: now - this.readyAt,
      failed: this.problem !== null && this.pieces.length === 0,
      live: this.live,
      atEnd: this.video.ended,
    };
  }

  /** The newest moment that plays without waiting, UTC milliseconds. */
  liveDate(): number | null {
    const first = this.pieces[0];
    const last = this.pieces.at(-1);
    if (!first || !last) return null;
    return Math.max(first.date, endOf(last) - this.holdBack * 1000);
  }

  obey(order: Order, refused: () => void): void {
    const video = this.video;
    if (order.seekTo !== null && !video.seeking && order.seekTo !== this.soughtTo) {
      this.soughtTo = order.seekTo;
      video.currentTime = order.seekTo;
    }
    if (order.play) {
      this.soughtTo = null;
      if (Math.abs(video.playbackRate - order.rate) > 0.005) video.playbackRate = order.rate;
      if (video.paused) {
        video.play().catch((error: unknown) => {
          if (error instanceof DOMException && error.name === 'NotAllowedError') refused();
        });
      }
    } else if (!video.paused) video.pause();
  }

  destroy(): void {
    if (this.retry !== null) clearTimeout(this.retry);
    this.retry = null;
    this.hls?.destroy();
    this.hls = null;
    this.video.onloadedmetadata = null;
    this.video.onerror = null;
    this.video.removeAttribute('src');
    this.video.load();
  }

  private start(): void {
    if (Hls.isSupported()) this.startHls();
    else if (this.video.canPlayType('application/vnd.apple.mpegurl')) this.startNative();
    else this.fail('unsupported');
  }

  private startHls(): void {
    const hls = new Hls(config);
    this.hls = hls;
    hls.on(Events.LEVEL_UPDATED, (_, { details }) => this.read(details));
    hls.on(Events.ERROR, (_, data) => {
      if (data.fatal) this.recover(hls, data);
    });
    hls.attachMedia(this.video);
    hls.loadSource(this.address);
  }

  /** Safari without Media Source: the playlist's dates are known only for its beginning. */
  private startNative(): void {
    const video = this.video as HTMLVideoElement & { getStartDate?: () => Date };
    video.src = this.address;
    video.onloadedmetadata = () => {
      const date = video.getStartDate?.().getTime() ?? NaN;
      const finite = Number.isFinite(video.duration);
      this.live = !finite;
      this.pieces = [{ time: 0, date: Number.isNaN(date) ? 0 : date, duration: finite ? video.duration : 86_400 }];
      this.problem = null;
      this.changed();
    };
    video.onerror = () => this.fail('network');
  }

  private read(details: LevelDetails): void {
    this.pieces = [...details.fragments.flatMap(pieceOf), ...openPiece(details)];
    this.live = details.live;
    this.prompt = details.live && details.partTarget > 0;
    this.holdBack = this.prompt ? details.partHoldBack : liveSegments * (details.targetduration || 2);
    this.problem = null;
    this.retries = 0;
    this.changed();
  }

  private recover(hls: Hls, data: ErrorData): void {
    if (data.type === ErrorTypes.MEDIA_ERROR && this.mediaErrors < 3) {
      this.mediaErrors += 1;
      hls.recoverMediaError();
      return;
    }
    const status = data.response?.code ?? 0;
    const again = data.type === ErrorTypes.NETWORK_ERROR && status !== 401 && status !== 403 && status !== 410;
    if (!again) {
      this.fail(data.type === ErrorTypes.NETWORK_ERROR ? 'expired' : 'damaged');
      return;
    }
    this.problem = status === 404 ? 'not_yet' : 'network';
    this.retry = setTimeout(
      () => {
        this.hls?.destroy();
        this.startHls();
      },
      Math.min(slowestRetryMilliseconds, retryMilliseconds + 500 * this.retries),
    );
    this.retries += 1;
    this.changed();
  }

  private fail(problem: ViewProblem): void {
    this.problem = problem;
    this.pieces = [];
    this.hls?.destroy();
    this.hls = null;
    this.changed();
  }
}
