import { openEventStream, type ServerEvent } from '@tongtang/web';
import type { Alarm, LinkedLesson, RecordingItem, Room } from './types';

/** What the hub tells by itself, at most once a second per thing and only what the session may see. */
export type HubEvent =
  | { kind: 'room'; room: Room }
  | { kind: 'recording'; recording: RecordingItem }
  | { kind: 'alarm'; alarm: Alarm }
  | { kind: 'linkedLesson'; lesson: LinkedLesson };

/** What the event is about: a newer one of the same thing takes its place. */
export function subjectOf(event: HubEvent): string {
  if (event.kind === 'room') return event.room.id;
  if (event.kind === 'linkedLesson') return event.lesson.id;
  return event.kind === 'recording' ? event.recording.id : event.alarm.id;
}

/** The hub could not tell everything: this page reads too slowly, or was asleep. */
const missedEvent = 'missed';

export interface StreamListener {
  onEvent: (event: HubEvent) => void;
  onConnected: (connected: boolean) => void;
  /** Something was not told: what is shown may be old. */
  onMissed: () => void;
}

type Relayed =
  { type: 'event'; event: HubEvent } | { type: 'connected'; connected: boolean } | { type: 'missed' } | { type: 'ask' };

const channelName = 'tongtang-events';

/**
 * One event stream per browser: the tab that holds the lock reads the hub's stream and passes it on to the others. When
 * it is closed, the browser hands the lock to the next tab. Returns what ends this tab's part.
 */
export function listenToHub(listener: StreamListener): () => void {
  const stop = new AbortController();
  const channel = new BroadcastChannel(channelName);
  let connected: boolean | undefined;

  const tell = (message: Relayed) => {
    if (message.type === 'event') listener.onEvent(message.event);
    if (message.type === 'connected') listener.onConnected(message.connected);
    if (message.type === 'missed') listener.onMissed();
  };
  const share = (message: Relayed) => {
    if (stop.signal.aborted) return;
    if (message.type === 'connected') connected = message.connected;
    tell(message);
    channel.postMessage(message);
  };
  channel.onmessage = ({ data }: MessageEvent<Relayed>) => {
    // Only the tab that reads the stream knows, so only it answers.
    if (data.type !== 'ask') tell(data);
    else if (connected !== undefined) channel.postMessage({ type: 'connected', connected } satisfies Relayed);
  };
  channel.postMessage({ type: 'ask' } satisfies Relayed);

  void whenLeading(stop.signal, () => readStream(stop.signal, share));
  return () => {
    stop.abort();
    channel.close();
  };
}

async function whenLeading(signal: AbortSignal, lead: () => Promise<void>): Promise<void> {
  try {
    await navigator.locks.request(channelName, { signal }, lead);
  } catch (reason) {
    if (!signal.aborted) throw reason;
  }
}

/** Reads until the signal fires. */
function readStream(signal: AbortSignal, share: (message: Relayed) => void): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) {
      done();
      return;
    }
    const close = openEventStream('/api/v1/events', {
      onEvent: (event) => {
        const news = hubEvent(event);
        if (event.event === missedEvent) share({ type: 'missed' });
        if (news !== undefined) share({ type: 'event', event: news });
      },
      onConnection: (connected) => share({ type: 'connected', connected }),
    });
    signal.addEventListener('abort', () => {
      close();
      done();
    });
  });
}

/** Undefined for an event that a newer hub sends and this console does not know. */
export function hubEvent({ event, data }: ServerEvent): HubEvent | undefined {
  if (event === 'room') return { kind: 'room', room: JSON.parse(data) as Room };
  if (event === 'recording') return { kind: 'recording', recording: JSON.parse(data) as RecordingItem };
  if (event === 'alarm') return { kind: 'alarm', alarm: JSON.parse(data) as Alarm };
  if (event === 'linkedLesson') return { kind: 'linkedLesson', lesson: JSON.parse(data) as LinkedLesson };
  return undefined;
}
