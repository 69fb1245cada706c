/** What the timetable's page shows, as it stands in its address. */
export interface TimetableView {
  tab: Tab;
  school: string | undefined;
  room: string | undefined;
  teacher: string | undefined;
  /** The Monday of the week shown; nothing: this week. */
  week: string | undefined;
}

export const tabs = ['week', 'terms', 'import', 'swaps', 'conflicts'] as const;
export type Tab = (typeof tabs)[number];

export function readView(search: URLSearchParams): TimetableView {
  const tab = tabs.find((one) => one === search.get('tab')) ?? 'week';
  const week = search.get('week');
  return {
    tab,
    school: search.get('school') ?? undefined,
    room: search.get('room') ?? undefined,
    teacher: search.get('teacher') ?? undefined,
    week: week !== null && isDay(week) ? mondayOf(week) : undefined,
  };
}

export function writeView(view: TimetableView): URLSearchParams {
  const search = new URLSearchParams();
  if (view.tab !== 'week') search.set('tab', view.tab);
  for (const name of ['school', 'room', 'teacher', 'week'] as const) {
    const value = view[name];
    if (value !== undefined) search.set(name, value);
  }
  return search;
}

export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** Weeks begin on Monday here. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}

/** The local date of this browser. */
export function today(now: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}
