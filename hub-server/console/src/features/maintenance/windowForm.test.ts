import dayjs from 'dayjs';
import { expect, test } from 'vitest';
import { spanText, weekdayOf, wishOf } from './windowForm';

const form = {
  reason: ' 换灯泡 ',
  begins: dayjs('2026-09-01T22:00'),
  ends: dayjs('2026-09-02T05:30'),
  isWeekly: false,
  lastDay: dayjs('2026-10-01'),
};

test('Wish_OfARoom_IsForTheRoomAlone_InWallTime', () => {
  expect(wishOf({ ...form, region: 'r', school: 's', room: 'room' })).toEqual({
    placeId: 'room',
    reason: '换灯泡',
    begins: '2026-09-01T22:00',
    ends: '2026-09-02T05:30',
    isWeekly: false,
    lastDay: null,
  });
  expect(wishOf({ ...form, region: 'r', isWeekly: true })).toMatchObject({ placeId: 'r', lastDay: '2026-10-01' });
});

test('SpanText_WithinADay_NamesTheDayOnce', () => {
  expect(spanText('2026-09-01T08:00', '2026-09-01T09:30')).toBe('2026-09-01 08:00–09:30');
  expect(spanText('2026-09-01T22:00', '2026-09-02T05:00')).toBe('2026-09-01 22:00 – 2026-09-02 05:00');
});

test('WeekdayOf_ASunday_IsSeven', () => {
  expect([weekdayOf('2026-09-06T22:00'), weekdayOf('2026-09-07T00:00')]).toEqual([7, 1]);
});
