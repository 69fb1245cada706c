import { LiveView, type LiveViewState, type Timeline } from './liveView';
import type { LiveTrack } from './message';
import { pace } from './pace';

export interface LiveSource {
  name: string;
  label: string;
  /** Path or address of its WebSocket. */
  address: string;
  /** Its picture without its sound, or the reverse: where sound comes and goes and the picture is to stay. */
  only?: LiveTrack;
}

export interface LivePlayerState {
  views: Readonly<Record<string, LiveViewState>>;
  /** Whose sound is heard, the first of them; null: nobody's. */
  sound: string | null;
}

export interface LivePlayer {
  subscribe: (listener: () => void) => () => void;
  state: () => LivePlayerState;
  /** Connects a source to its element; returns what ends it. */
  attach: (source: LiveSource, video: HTMLVideoElement) => () => void;
  /** Whose sound is heard: one's, several' (a linked lesson's rooms), or nobody's. */
  hear: (names: string | readonly string[] | null) => void;
  /** 0 to 1. */
  setVolume: (volume: number) => void;
}

const paceMilliseconds = 100;
const reportMilliseconds = 5000;

/** Several sources of a room as they happen, in step. It works while something is attached. */
export function createLivePlayer(): LivePlayer {
  const views = new Map<string, LiveView>();
  const listeners = new Set<() => void>();
  const timeline: Timeline = { zero: null };
  let sounds: readonly string[] = [];
  let volume = 1;
  let state: LivePlayerState = { views: {}, sound: null };
  let timer: ReturnType<typeof setInterval> | undefined;
  let reportedAt = 0;

  function changed(): void {
    state = {
      views: Object.fromEntries([...views].map(([name, view]) => [name, view.state])),
      sound: sounds[0] ?? null,
    };
    for (const listener of listeners) listener();
  }

  function mute(): void {
    for (const [name, view] of views) {
      view.video.muted = !sounds.includes(name);
      view.video.volume = volume;
    }
  }

  function step(): void {
    const now = performance.now();
    const known = [...views.values()].flatMap((view) => {
      const facts = view.facts(now);
      return facts ? [{ view, facts }] : [];
    });
    const orders = pace(known.map(({ facts }) => facts));
    known.forEach(({ view }, index) => {
      const order = orders[index];
      if (order) view.obey(order);
    });
    if (now - reportedAt < reportMilliseconds) return;
    reportedAt = now;
    for (const view of views.values()) view.report();
  }

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: () => state,
    attach: (source, video) => {
      video.muted = !sounds.includes(source.name);
      video.volume = volume;
      const address = new URL(source.address, location.href);
      address.protocol = address.protocol === 'https:' || address.protocol === 'wss:' ? 'wss:' : 'ws:';
      const view = new LiveView(address.href, video, timeline, changed, source.only);
      views.set(source.name, view);
      timer ??= setInterval(step, paceMilliseconds);
      changed();
      return () => {
        view.destroy();
        if (views.get(source.name) === view) views.delete(source.name);
        if (views.size === 0) {
          clearInterval(timer);
          timer = undefined;
        }
        changed();
      };
    },
    hear: (names) => {
      sounds = names === null ? [] : typeof names === 'string' ? [names] : names;
      mute();
      changed();
    },
    setVolume: (next) => {
      volume = Math.min(1, Math.max(0, next));
      mute();
    },
  };
}
