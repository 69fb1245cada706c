import { catchUp, LiveClock } from './following';
import { coverage, type Span } from './pieces';
import { plan, type Order } from './plan';
import { PlayerView, type ViewProblem } from './view';

/** What one tile says about itself. */
export type ViewPhase = 'loading' | 'playing' | 'paused' | 'waiting' | 'hole' | 'over' | 'failed';

export interface ViewState {
  name: string;
  phase: ViewPhase;
  problem: ViewProblem | null;
  /** It has no picture, only sound. */
  soundOnly: boolean;
}

export interface PlayerState {
  /** Nothing is known of any view yet. */
  loading: boolean;
  playing: boolean;
  waiting: boolean;
  ended: boolean;
  /** Seconds since the lesson began, pauses included. */
  position: number;
  /** Seconds from the lesson's beginning to the newest moment there is. */
  duration: number;
  /** What can be watched, in seconds of the lesson; the rest was paused or lost. */
  spans: readonly Span[];
  /** It is still being recorded. */
  live: boolean;
  /** The newest moment is being shown. */
  atLive: boolean;
  /** Seconds from what is shown to the newest moment; null unless it is followed. */
  behind: number | null;
  speed: number;
  /** The view that is heard. */
  sound: string | null;
  muted: boolean;
  volume: number;
  views: readonly ViewState[];
}

export interface SyncedPlayerOptions {
  /** In the order of the tiles; the first is heard first. */
  views: readonly { name: string; address: string }[];
  /** When the lesson began, UTC milliseconds; positions and marks count from it. */
  startedAt?: number | undefined;
  /** Begin to play as soon as there is something. */
  autoPlay?: boolean | undefined;
}

export interface SyncedPlayer {
  subscribe: (listener: () => void) => () => void;
  state: () => PlayerState;
  /** A view is fed while its element is attached; the returned function destroys what fed it. */
  attach: (name: string, video: HTMLVideoElement) => () => void;
  play: () => void;
  pause: () => void;
  toggle: () => void;
  /** Seconds since the lesson began. */
  seek: (position: number) => void;
  skip: (seconds: number) => void;
  goLive: () => void;
  setSpeed: (speed: number) => void;
  setSound: (view: string) => void;
  setMuted: (muted: boolean) => void;
  setVolume: (volume: number) => void;
}

export const speeds = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;

const tickMilliseconds = 100;
/** How long a view that loads slower is waited for before the lesson's first moment is chosen. */
const gatherMilliseconds = 2000;
const atLiveMilliseconds = 4000;
const openingMilliseconds = 10_000;

/** Plays several views of one recording in step. Knows nothing of React. */
export function createSyncedPlayer(options: SyncedPlayerOptions): SyncedPlayer {
  const listeners = new Set<() => void>();
  const views = new Map<string, PlayerView>();
  const orders = new Map<string, Order>();
  let date: number | null = null;
  let firstSeenAt: number | null = null;
  let lastTick = performance.now();
  let wantsPlay = options.autoPlay ?? false;
  let waiting = false;
  let ended = false;
  /** The viewer wants the newest moment, whatever happens on the way. */
  let following = true;
  const liveClock = new LiveClock();
  let speed = 1;
  let sound = options.views[0]?.name ?? null;
  let muted = false;
  let volume = 1;
  let current: PlayerState = makeState();

  function spans(): Span[] {
    return coverage([...views.values()].map((view) => view.pieces));
  }

  /** The lesson's beginning; a start time that the pictures contradict is not believed. */
  function origin(covered: readonly Span[]): number {
    const first = covered[0]?.from ?? options.startedAt ?? 0;
    const told = options.startedAt;
    return told !== undefined && told <= first + 10_000 && first - told < 86_400_000 ? told : first;
  }

  function liveDate(): number | null {
    const dates = [...views.values()].filter((view) => view.live).map((view) => view.liveDate() ?? 0);
    return dates.length > 0 ? Math.max(...dates) : null;
  }

  function phaseOf(view: PlayerView | undefined): ViewPhase {
    if (!view) return 'loading';
    if (view.problem && view.problem !== 'not_yet' && view.pieces.length === 0) return 'failed';
    const order = orders.get(view.name);
    if (!order || view.pieces.length === 0) return 'loading';
    if (order.place === 'hole') return 'hole';
    if (order.place === 'after' && !ended) return 'over';
    if (!wantsPlay) return 'paused';
    return performance.now() - view.readyAt > 400 ? 'waiting' : 'playing';
  }

  function makeState(): PlayerState {
    const covered = spans();
    const start = origin(covered);
    const edge = liveDate();
    const end = covered.at(-1)?.to ?? start;
    return {
      loading: date === null,
      playing: wantsPlay,
      waiting,
      ended,
      position: date === null ? 0 : Math.max(0, Math.round((date - start) / 100) / 10),
      duration: Math.max(0, Math.round((end - start) / 100) / 10),
      spans: covered.map((span) => ({ from: (span.from - start) / 1000, to: (span.to - start) / 1000 })),
      live: edge !== null,
      atLive: following && edge !== null && date !== null && edge - date < atLiveMilliseconds,
      behind:
        following && wantsPlay && edge !== null && date !== null
          ? Math.max(0, Math.round((end - date) / 500) / 2)
          : null,
      speed,
      sound,
      muted,
      volume,
      views: options.views.map(({ name }) => {
        const view = views.get(name);
        const soundOnly = view !== undefined && view.video.readyState >= 1 && view.video.videoWidth === 0;
        return { name, phase: phaseOf(view), problem: view?.problem ?? null, soundOnly };
      }),
    };
  }

  function publish(): void {
    const next = makeState();
    if (JSON.stringify(next) === JSON.stringify(current)) return;
    current = next;
    for (const listener of listeners) listener();
  }

  function chooseStart(now: number): void {
    const all = [...views.values()];
    const known = all.filter((view) => view.pieces.length > 0);
    if (known.length === 0) return;
    firstSeenAt ??= now;
    const settled = all.every((view) => view.pieces.length > 0 || view.problem !== null);
    if (!settled && now - firstSeenAt < gatherMilliseconds) return;
    date = liveDate() ?? firstPicture() ?? spans()[0]?.from ?? null;
  }

  /** Where the first view begins: microphones are faster than cameras, and a lesson should not open on nothing. */
  function firstPicture(): number | null {
    const lesson = spans()[0]?.from ?? 0;
    const first = views.get(options.views[0]?.name ?? '')?.pieces[0]?.date ?? null;
    return first !== null && first - lesson <= openingMilliseconds ? first : null;
  }

  function tick(): void {
    const now = performance.now();
    const elapsed = now - lastTick;
    lastTick = now;
    if (date === null) chooseStart(now);
    if (date !== null) {
      const facts = [...views.values()].map((view) => view.facts(now));
      // First, because it may move the date.
      const pace = followed(now);
      const next = plan({ date, playing: wantsPlay, speed: pace, elapsed, leader: sound }, facts);
      date = next.date;
      waiting = next.waiting;
      ended = next.ended;
      if (ended) wantsPlay = false;
      for (const order of next.orders) {
        orders.set(order.name, order);
        views.get(order.name)?.obey(order, refuseSound);
      }
    }
    publish();
  }

  /** Who follows a lesson as it happens stays close to it: faster by a little, or a jump over what lies between. */
  function followed(now: number): number {
    const newest = liveClock.tell(now, liveDate());
    if (!following || !wantsPlay || newest === null || date === null) return speed;
    const next = catchUp(newest - date);
    if (!next.seek) return Math.max(speed, next.rate);
    date = liveDate() ?? date;
    return speed;
  }

  /** Browsers play sound only after a press; the picture need not wait for it. */
  function refuseSound(): void {
    if (!muted) setMuted(true);
    else wantsPlay = false;
  }

  function applySound(): void {
    for (const view of views.values()) {
      view.video.muted = muted || view.name !== sound;
      view.video.volume = volume;
    }
    publish();
  }

  function setMuted(next: boolean): void {
    muted = next;
    applySound();
  }

  function seekDate(target: number): void {
    const covered = spans();
    const first = covered[0]?.from;
    const last = liveDate() ?? covered.at(-1)?.to;
    if (first === undefined || last === undefined) return;
    date = Math.max(first, Math.min(target, last));
    ended = false;
    tick();
  }

  function play(): void {
    if (ended) seekDate(spans()[0]?.from ?? 0);
    wantsPlay = true;
    tick();
  }

  function pause(): void {
    wantsPlay = false;
    following = false;
    tick();
  }

  let timer: ReturnType<typeof setInterval> | null = null;

  /** The clock runs while anything is on the page. */
  function keepTime(): void {
    if (views.size > 0 && timer === null) {
      lastTick = performance.now();
      timer = setInterval(tick, tickMilliseconds);
    } else if (views.size === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: () => current,
    attach(name, video) {
      const source = options.views.find((view) => view.name === name);
      if (!source) throw new Error(`There is no view ${name}.`);
      views.get(name)?.destroy();
      const view = new PlayerView(name, source.address, video, publish);
      views.set(name, view);
      keepTime();
      applySound();
      return () => {
        view.destroy();
        if (views.get(name) !== view) return;
        views.delete(name);
        orders.delete(name);
        keepTime();
        publish();
      };
    },
    play,
    pause,
    toggle: () => (wantsPlay ? pause() : play()),
    seek(position) {
      following = false;
      seekDate(origin(spans()) + position * 1000);
    },
    skip(seconds) {
      following = false;
      if (date !== null) seekDate(date + seconds * 1000);
    },
    goLive() {
      const edge = liveDate();
      if (edge === null) return;
      wantsPlay = true;
      following = true;
      seekDate(edge);
    },
    setSpeed(next) {
      if (next < 1) following = false;
      speed = Math.max(0.5, Math.min(2, next));
      tick();
    },
    setSound(view) {
      sound = view;
      muted = false;
      applySound();
    },
    setMuted,
    setVolume(next) {
      volume = Math.max(0, Math.min(1, next));
      muted = volume === 0;
      applySound();
    },
  };
}
