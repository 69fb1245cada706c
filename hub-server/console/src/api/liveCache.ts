import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { HubEvent } from './eventStream';
import type { Alarm, Page, Recording, RecordingItem, Room } from './types';

/** Counts and memberships of lists are asked for again at most this often. */
const refreshMs = 3_000;

interface Identified {
  id: string;
}

type Listed<T> = Page<T> | { pages: Page<T>[] } | undefined;

/** The list with every item that has news replaced; the same list when none has. */
export function withNews<T extends Identified>(list: Listed<T>, news: ReadonlyMap<string, T>): Listed<T> {
  if (list === undefined) return list;
  if ('pages' in list) return { ...list, pages: list.pages.map((page) => pageWithNews(page, news)) };
  return pageWithNews(list, news);
}

function pageWithNews<T extends Identified>(page: Page<T>, news: ReadonlyMap<string, T>): Page<T> {
  if (!page.items.some((item) => news.has(item.id))) return page;
  return { ...page, items: page.items.map((item) => news.get(item.id) ?? item) };
}

/** What of a room decides in which lists and counts it stands. */
function place(room: Room): string {
  return [room.presence, room.state?.recorder, room.maintenanceUntil, room.schoolId, room.name].join('|');
}

/** Writes the hub's events into the query cache, and has lists and counts fetched again when they can have changed. */
export class LiveCache {
  readonly #client: QueryClient;
  readonly #places = new Map<string, string>();
  readonly #stale = new Map<string, QueryKey>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: QueryClient) {
    this.#client = client;
  }

  apply(events: readonly HubEvent[]): void {
    const rooms = new Map<string, Room>();
    const recordings = new Map<string, RecordingItem>();
    const alarms = new Map<string, Alarm>();
    for (const event of events) {
      if (event.kind === 'room') rooms.set(event.room.id, event.room);
      else if (event.kind === 'alarm') alarms.set(event.alarm.id, event.alarm);
      else if (event.kind === 'linkedLesson') this.#applyLesson(event.lesson.id);
      else recordings.set(event.recording.id, event.recording);
    }
    if (rooms.size > 0) this.#applyRooms(rooms);
    if (recordings.size > 0) this.#applyRecordings(recordings);
    if (alarms.size > 0) this.#applyAlarms(alarms);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #applyRooms(rooms: ReadonlyMap<string, Room>): void {
    for (const room of rooms.values()) {
      const now = place(room);
      if (this.#places.get(room.id) !== now) this.#refreshSoon(['rooms'], ['schools'], ['regions'], ['home']);
      this.#places.set(room.id, now);
      if (this.#client.getQueryData(['room', room.id]) !== undefined)
        this.#client.setQueryData(['room', room.id], room);
    }
    this.#client.setQueriesData<Listed<Room>>({ queryKey: ['rooms'] }, (list) => withNews(list, rooms));
  }

  #applyRecordings(recordings: ReadonlyMap<string, RecordingItem>): void {
    for (const item of recordings.values()) {
      const now = `${item.state}|${item.title}`;
      if (this.#places.get(item.id) !== now) this.#refreshSoon(['recordings'], ['recording', item.id], ['home']);
      this.#places.set(item.id, now);
      // The page of one recording knows more than a list's item does; the rest of it is kept.
      this.#client.setQueryData<Recording>(['recording', item.id], (known) => known && { ...known, ...item });
    }
    this.#client.setQueriesData<Listed<RecordingItem>>({ queryKey: ['recordings'] }, (list) =>
      withNews(list, recordings),
    );
  }

  #applyAlarms(alarms: ReadonlyMap<string, Alarm>): void {
    // A new one, or one that somebody sees to, is on other lists than before and counts elsewhere: that must not wait.
    void this.#client.invalidateQueries({ queryKey: ['alarms'] }, { cancelRefetch: false });
    // How a place looks is how its worst alarm does.
    this.#refreshSoon(['home'], ['regions'], ['schools']);
    for (const alarm of alarms.values()) void this.#client.invalidateQueries({ queryKey: ['alarm', alarm.id] });
    this.#client.setQueriesData<Listed<Alarm>>({ queryKey: ['alarms'] }, (list) => withNews(list, alarms));
  }

  #applyLesson(id: string): void {
    // What is raised, given or lost in a lesson is looked at by whoever commands it: that must not wait.
    void this.#client.invalidateQueries({ queryKey: ['linkedLesson', id] });
    this.#refreshSoon(['linkedLessons'], ['home']);
  }

  #refreshSoon(...keys: QueryKey[]): void {
    for (const key of keys) this.#stale.set(key.join('/'), key);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const stale = [...this.#stale.values()];
      this.#stale.clear();
      for (const queryKey of stale) void this.#client.invalidateQueries({ queryKey });
    }, refreshMs);
  }
}
