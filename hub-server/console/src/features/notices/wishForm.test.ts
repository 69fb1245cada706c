import { expect, test } from 'vitest';
import type { NoticeWish } from '../../api/types';
import { channelOf, showOf } from './deliveryFilters';
import { formOf, usualForm, wishOf } from './wishForm';

const wish: NoticeWish = {
  channelId: 'c',
  address: 'zhang@example.edu.cn',
  severities: ['critical'],
  kinds: ['no_sound'],
  places: [{ kind: 'school', id: 's' }],
  quietFrom: '22:30:00',
  quietTo: '06:00:00',
  urgentAlways: false,
  timeZone: 'Asia/Urumqi',
  tellCleared: false,
  language: 'en',
  paused: true,
};

test('WishForm_ThereAndBack_LosesNothing', () => {
  const places: NoticeWish['places'][] = [
    [],
    [{ kind: 'region', id: 'r' }],
    [{ kind: 'school', id: 's' }],
    [
      { kind: 'school', id: 's' },
      { kind: 'school', id: 'z' },
    ],
  ];
  for (const some of places) {
    const one = { ...wish, places: some };
    expect(wishOf(formOf(one), one)).toEqual(one);
  }
  const loud = { ...wish, quietFrom: null, quietTo: null };
  expect(wishOf(formOf(loud), loud)).toEqual(loud);
});

test('WishForm_AnotherPlace_TakesTheOldOnesAway', () => {
  const form = { ...formOf(wish), where: 'region' as const, region: 'r' };
  expect(wishOf(form, wish).places).toEqual([{ kind: 'region', id: 'r' }]);
  expect(wishOf({ ...form, where: 'all' }, wish).places).toEqual([]);
});

test('UsualForm_SpeaksTheReadersLanguage', () => {
  expect([usualForm('en').language, usualForm('zh-CN').language]).toEqual(['en', 'zh-cn']);
});

test('DeliveryFilters_OfAWrongAddress_AreTheUsualOnes', () => {
  const search = new URLSearchParams({ state: 'loud', channel: '../x' });
  expect([showOf(search), channelOf(search)]).toEqual(['all', undefined]);
  const right = new URLSearchParams({ state: 'failed', channel: '0123456789abcdef0123456789abcdef' });
  expect([showOf(right), channelOf(right)]).toEqual(['failed', '0123456789abcdef0123456789abcdef']);
});
