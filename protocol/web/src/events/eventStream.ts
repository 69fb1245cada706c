import { createEventParser, type ServerEvent } from './parser';

export interface EventStreamOptions {
  onEvent: (event: ServerEvent) => void;
  /** Connected or not. Told at every change. */
  onConnection: (connected: boolean) => void;
  /** The server refused for good (401, 403): nothing is tried again. */
  onRefused?: (status: number) => void;
}

/** Servers write a comment every 15 s; a stream silent for longer than this is dead, whatever TCP believes. */
const silenceMilliseconds = 40_000;
const longestWaitMilliseconds = 10_000;

/** How long to wait before try `attempt` (from 0): full jitter, 10 s at most. */
export function backOff(attempt: number, random: () => number = Math.random): number {
  return 200 + random() * Math.min(longestWaitMilliseconds, 500 * 2 ** Math.min(attempt, 10));
}

/**
 * Server-sent events that come back by themselves: EventSource gives up at an error status and never notices
 * a peer that vanished. Returns the function that ends it.
 */
export function openEventStream(address: string, options: EventStreamOptions): () => void {
  const ended = new AbortController();
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;

  async function connect(): Promise<void> {
    const current = new AbortController();
    const stop = (): void => current.abort();
    ended.signal.addEventListener('abort', stop);
    try {
      const refused = await read(address, current, options, () => (attempt = 0));
      if (refused !== null) {
        options.onRefused?.(refused);
        return;
      }
    } catch {
      // The link broke; below it is tried again, and the page says so meanwhile.
    } finally {
      ended.signal.removeEventListener('abort', stop);
      current.abort();
      if (!ended.signal.aborted) options.onConnection(false);
    }
    if (ended.signal.aborted) return;
    timer = setTimeout(() => void connect(), backOff(attempt));
    attempt += 1;
  }

  void connect();
  return () => {
    ended.abort();
    if (timer !== null) clearTimeout(timer);
  };
}

/** Reads until the stream ends. Returns the status when the server refused for good. */
async function read(
  address: string,
  current: AbortController,
  options: EventStreamOptions,
  onOpen: () => void,
): Promise<number | null> {
  let watchdog = setTimeout(() => current.abort(), silenceMilliseconds);
  try {
    const response = await fetch(address, {
      headers: { accept: 'text/event-stream' },
      credentials: 'same-origin',
      cache: 'no-store',
      signal: current.signal,
    });
    if (response.status === 401 || response.status === 403) return response.status;
    if (!response.ok || !response.body) throw new Error(`${address} answered ${response.status}.`);
    onOpen();
    options.onConnection(true);
    const parse = createEventParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return null;
      clearTimeout(watchdog);
      watchdog = setTimeout(() => current.abort(), silenceMilliseconds);
      for (const event of parse(value)) options.onEvent(event);
    }
  } finally {
    clearTimeout(watchdog);
  }
}
