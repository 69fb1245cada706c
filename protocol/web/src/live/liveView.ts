import { backOff } from '../events/eventStream';
import { readMessage, readState, type LiveMessage, type LiveQuality, type LiveTrack } from './message';
import type { PaceFacts, PaceOrder } from './pace';
import { TrackBuffer } from './trackBuffer';

export type LivePhase = 'connecting' | 'waiting' | 'live' | 'lost' | 'ended' | 'unsupported';

export interface LiveViewState {
  phase: LivePhase;
  quality: LiveQuality;
  hasSound: boolean;
  /** Known once something has come; a microphone alone has none. */
  hasPicture: boolean;
}

/** The page's common timeline: UTC seconds of its zero, set by the first frame of whichever source. */
export interface Timeline {
  zero: number | null;
}

type Epoch = LiveMessage & { kind: 'epoch' };

const subProtocol = 'tongtang-live.1';
/** Frames come many times a second, and a source from which none come is told to be lost within three. */
const silentMilliseconds = 6000;
/** A connection that has not come about by then was asked for while there was no line. */
const unansweredMilliseconds = 3000;
/** The picture is back within three seconds of the line. */
const slowestTry = 2000;
/** So much lies before the first frame on the timeline, for sources that are a little earlier. */
const lead = 1000;
const leastReserve = { picture: 0.08, sound: 0.2 };
const mostReserve = 1;

/** iPhones have only the managed kind. */
const { ManagedMediaSource, MediaSource: PlainMediaSource } = globalThis as {
  ManagedMediaSource?: typeof MediaSource;
  MediaSource?: typeof MediaSource;
};
const Source = ManagedMediaSource ?? PlainMediaSource;

/** One source as it happens: a WebSocket, what decodes it, and the video element. Ends with `destroy`. */
export class LiveView {
  readonly video: HTMLVideoElement;
  state: LiveViewState = { phase: 'connecting', quality: 'full', hasSound: false, hasPicture: true };
  private readonly only: LiveTrack | undefined;
  private readonly address: string;
  private readonly timeline: Timeline;
  private readonly changed: () => void;
  private readonly epochs = new Map<LiveTrack, Epoch>();
  private buffers = new Map<LiveTrack, TrackBuffer>();
  private waiting: LiveMessage[] = [];
  private media: MediaSource | null = null;
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;
  private reserve = leastReserve.picture;
  private heardAt = 0;
  private frameAt = 0;
  private started = false;
  private destroyed = false;

  /** @param only the other track is passed over */
  constructor(
    address: string,
    video: HTMLVideoElement,
    timeline: Timeline,
    changed: () => void,
    only: LiveTrack | undefined,
  ) {
    this.only = only;
    this.address = address;
    this.video = video;
    this.timeline = timeline;
    this.changed = changed;
    video.playsInline = true;
    video.disableRemotePlayback = true;
    video.addEventListener('waiting', this.stalled);
    if (Source === undefined) this.tell({ phase: 'unsupported' });
    else this.connect();
  }

  /** Null while there is nothing to play. */
  facts(now: number): PaceFacts | null {
    this.watch(now);
    const buffered = this.video.buffered;
    if (!this.started || buffered.length === 0) return null;
    this.passHole(buffered);
    return {
      time: this.video.currentTime,
      end: buffered.end(buffered.length - 1),
      reserve: this.reserve,
      flows: now - this.frameAt < 1500,
    };
  }

  obey(order: PaceOrder): void {
    const video = this.video;
    if (order.seekTo !== null && !video.seeking) video.currentTime = order.seekTo;
    if (Math.abs(video.playbackRate - order.rate) > 0.005) video.playbackRate = order.rate;
    // A muted picture always may; one with sound may after a press, and the next round asks again.
    if (video.paused) video.play().catch(() => undefined);
    for (const buffer of this.buffers.values()) buffer.trim(video.currentTime);
    this.reserve = Math.max(this.least(), this.reserve - 0.0005);
  }

  /** Tells the server how far behind the picture is. */
  report(): void {
    const buffered = this.video.buffered;
    if (this.socket?.readyState !== WebSocket.OPEN || buffered.length === 0) return;
    const behind = buffered.end(buffered.length - 1) - this.video.currentTime;
    this.socket.send(JSON.stringify({ type: 'lag', ms: Math.max(0, Math.round(behind * 1000)) }));
  }

  destroy(): void {
    this.destroyed = true;
    clearTimeout(this.timer);
    this.video.removeEventListener('waiting', this.stalled);
    this.disconnect();
  }

  private connect(): void {
    const socket = new WebSocket(this.address, subProtocol);
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    this.heardAt = performance.now();
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      this.heardAt = performance.now();
      if (typeof data === 'string') this.hear(data);
      else this.take(readMessage(data));
    };
    socket.onclose = () => this.again();
  }

  private hear(text: string): void {
    const said = readState(text);
    if (said) this.tell({ phase: said.state, quality: said.quality });
  }

  private take(message: LiveMessage | null): void {
    if (message === null || (this.only !== undefined && message.track !== this.only)) return;
    if (message.kind === 'frame') {
      this.frameAt = performance.now();
      this.attempt = 0;
      if (this.media === null) this.open(message.captured);
      if (this.buffers.size === 0) this.waiting.push(message);
      else this.buffers.get(message.track)?.append(message.data);
    } else if (message.kind === 'epoch') this.begin(message);
    else {
      this.epochs.delete(message.track);
      // A picture waits for its sound: without it, it is another player.
      if (message.track === 'sound' && this.media !== null) this.restart();
    }
  }

  private begin(epoch: Epoch): void {
    this.epochs.set(epoch.track, epoch);
    if (this.media === null) return;
    const buffer = this.buffers.get(epoch.track);
    if (buffer) buffer.begin(mimeOf(epoch), this.offset(epoch), epoch.init);
    else if (this.buffers.size === 0) this.waiting.push(epoch);
    // A track more than the player was made with.
    else this.restart();
  }

  private open(captured: number): void {
    if (Source === undefined) return;
    const media = new Source();
    this.media = media;
    this.timeline.zero ??= captured - lead;
    this.video.src = URL.createObjectURL(media);
    media.addEventListener(
      'sourceopen',
      () => {
        URL.revokeObjectURL(this.video.src);
        if (this.media === media) this.fill(media);
      },
      { once: true },
    );
  }

  private fill(media: MediaSource): void {
    try {
      for (const [track, epoch] of this.epochs) {
        const buffer = new TrackBuffer(media, mimeOf(epoch), () => this.restart());
        this.buffers.set(track, buffer);
        buffer.begin(mimeOf(epoch), this.offset(epoch), epoch.init);
      }
    } catch (failure) {
      if (!(failure instanceof DOMException)) throw failure;
      this.tell({ phase: 'unsupported' });
      this.disconnect();
      return;
    }
    const waiting = this.waiting;
    this.waiting = [];
    for (const message of waiting) {
      if (message.kind === 'frame') this.buffers.get(message.track)?.append(message.data);
    }
    this.reserve = this.least();
    this.tell({ hasSound: this.buffers.has('sound'), hasPicture: this.buffers.has('picture') });
    this.video.addEventListener('loadeddata', this.start);
    this.video.addEventListener('progress', this.start);
  }

  /** The first picture is the newest that there is. */
  private readonly start = (): void => {
    const buffered = this.video.buffered;
    if (this.started || buffered.length === 0) return;
    this.started = true;
    const end = buffered.end(buffered.length - 1);
    this.video.currentTime = Math.max(buffered.start(buffered.length - 1), end - this.reserve);
    this.video.play().catch(() => undefined);
  };

  /** A stall means that the line's jitter is larger than the reserve. */
  private readonly stalled = (): void => {
    if (this.started && this.state.phase === 'live') this.reserve = Math.min(mostReserve, this.reserve * 1.3);
  };

  private least(): number {
    return this.buffers.has('sound') ? leastReserve.sound : leastReserve.picture;
  }

  private passHole(buffered: TimeRanges): void {
    const time = this.video.currentTime;
    for (let range = 0; range < buffered.length; range++) {
      if (time < buffered.start(range) - 0.01) {
        if (!this.video.seeking) this.video.currentTime = buffered.start(range);
        return;
      }
      if (time < buffered.end(range) - 0.05) return;
    }
  }

  /** A line that says nothing at all while frames are due is dead, whatever TCP believes. */
  private watch(now: number): void {
    if (this.socket === null) return;
    const silent = now - this.heardAt;
    const connecting = this.socket.readyState === WebSocket.CONNECTING;
    if (connecting ? silent > unansweredMilliseconds : this.state.phase === 'live' && silent > silentMilliseconds)
      this.again();
  }

  private restart(): void {
    this.attempt = 0;
    this.again();
  }

  private again(): void {
    this.disconnect();
    if (this.destroyed || this.state.phase === 'ended' || this.state.phase === 'unsupported') return;
    this.tell({ phase: this.state.phase === 'live' || this.state.phase === 'lost' ? 'lost' : 'connecting' });
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => this.connect(),
      this.attempt === 0 ? 0 : Math.min(slowestTry, backOff(this.attempt - 1)),
    );
    this.attempt += 1;
  }

  private disconnect(): void {
    if (this.socket) {
      this.socket.onclose = null;
      this.socket.onmessage = null;
      this.socket.close();
    }
    this.socket = null;
    this.media = null;
    this.buffers = new Map();
    this.epochs.clear();
    this.waiting = [];
    this.started = false;
    this.video.removeEventListener('loadeddata', this.start);
    this.video.removeEventListener('progress', this.start);
    this.video.removeAttribute('src');
    this.video.load();
  }

  private offset(epoch: Epoch): number {
    return epoch.origin - (this.timeline.zero ?? epoch.origin);
  }

  private tell(part: Partial<LiveViewState>): void {
    const next = { ...this.state, ...part };
    if ((Object.keys(next) as (keyof LiveViewState)[]).every((name) => next[name] === this.state[name])) return;
    this.state = next;
    this.changed();
  }
}

function mimeOf(epoch: Epoch): string {
  return `${epoch.track === 'picture' ? 'video' : 'audio'}/mp4; codecs="${epoch.codec}"`;
}
