import type { Dayjs } from 'dayjs';
import type { MaintenanceWish } from '../../api/types';

export interface WindowForm {
  region?: string;
  school?: string;
  room?: string;
  reason: string;
  begins: Dayjs | null;
  ends: Dayjs | null;
  isWeekly: boolean;
  lastDay: Dayjs | null;
}

/** The nearest place that was chosen, and times as they stand on its wall clock, whatever the reader's own clock is. */
export function wishOf({ region, school, room, reason, begins, ends, isWeekly, lastDay }: WindowForm): MaintenanceWish {
  return {
    placeId: room ?? school ?? region ?? '',
    reason: reason.trim(),
    begins: begins?.format('YYYY-MM-DDTHH:mm') ?? '',
    ends: ends?.format('YYYY-MM-DDTHH:mm') ?? '',
    isWeekly,
    lastDay: isWeekly ? (lastDay?.format('YYYY-MM-DD') ?? null) : null,
  };
}

/** A wall time of the hub's as people read it: the day is left out where it is the one before. */
export function spanText(begins: string, ends: string): string {
  const [day, from] = begins.split('T');
  const [lastDay, to] = ends.split('T');
  return day === lastDay ? `${day} ${from}–${to}` : `${day} ${from} – ${lastDay} ${to}`;
}

/** 1 is Monday. */
export function weekdayOf(local: string): 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  const day = new Date(`${local.slice(0, 10)}T00:00:00Z`).getUTCDay();
  return (day === 0 ? 7 : day) as 1 | 2 | 3 | 4 | 5 | 6 | 7;
}
