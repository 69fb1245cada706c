import { describe, expect, it } from 'vitest';
import { addDays, mondayOf, readView, today, writeView } from './timetableView';

describe('the timetable in its address', () => {
  it('comes back as it was written', () => {
    const view = readView(new URLSearchParams('tab=swaps&school=s&room=r&week=2026-09-02'));
    expect(view).toEqual({ tab: 'swaps', school: 's', room: 'r', teacher: undefined, week: '2026-08-31' });
    expect(readView(writeView(view))).toEqual(view);
  });

  it('passes over what it does not know', () => {
    expect(readView(new URLSearchParams('tab=x&week=tomorrow'))).toMatchObject({ tab: 'week', week: undefined });
  });

  it('begins weeks on Monday, also across years', () => {
    expect(mondayOf('2027-01-03')).toBe('2026-12-28');
    expect(mondayOf('2026-12-28')).toBe('2026-12-28');
    expect(addDays('2026-12-28', 7)).toBe('2027-01-04');
    expect(today(new Date(2026, 8, 1, 23, 59))).toBe('2026-09-01');
  });
});
