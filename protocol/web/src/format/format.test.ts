import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedWords } from '../words';
import { byteSize, clockTime, durationInWords, percentage, whenInWords } from '.';

beforeAll(async () => {
  await i18next.init({
    showSupportNotice: false,
    resources: { 'zh-CN': { shared: sharedWords['zh-CN'] }, en: { shared: sharedWords.en } },
  });
});

describe('clockTime', () => {
  it.each([
    [0, '00:00:00'],
    [-3, '00:00:00'],
    [59.9, '00:00:59'],
    [3661, '01:01:01'],
    [360_000, '100:00:00'],
  ])('%d s is %s', (seconds, text) => {
    expect(clockTime(seconds)).toBe(text);
  });
});

describe('durationInWords', () => {
  it.each([
    [22_859, '6 小时 20 分', '6 h 20 min'],
    [3600, '1 小时', '1 h'],
    [59 * 60, '59 分钟', '59 min'],
    [12.7, '12 秒', '12 s'],
  ])('%d s', (seconds, chinese, english) => {
    expect(durationInWords(i18next.getFixedT('zh-CN'), seconds)).toBe(chinese);
    expect(durationInWords(i18next.getFixedT('en'), seconds)).toBe(english);
  });
});

describe('byteSize', () => {
  it.each([
    [0, '0 byte'],
    [999, '999 byte'],
    [1_400_000_000, '1.4 GB'],
    [28_000_000_000, '28 GB'],
  ])('%d', (bytes, text) => {
    expect(byteSize(bytes, 'en')).toBe(text);
  });
});

describe('whenInWords', () => {
  const now = new Date(2026, 10, 21, 12);
  it('NearDays_HaveTheirNames', () => {
    expect(whenInWords(new Date(2026, 10, 21, 8, 5), now, 'zh-CN')).toBe('今天 08:05');
    expect(whenInWords(new Date(2026, 10, 20, 15, 30), now, 'en')).toBe('yesterday 15:30');
  });

  it('OtherDays_HaveDateAndWeekday', () => {
    expect(whenInWords(new Date(2026, 10, 3, 8), now, 'zh-CN')).toBe('11月3日周二 08:00');
    expect(whenInWords(new Date(2025, 10, 3, 8), now, 'zh-CN')).toContain('2025年');
  });
});

describe('percentage', () => {
  it('WholePercents', () => {
    expect(percentage(0.405, 'zh-CN')).toBe('41%');
  });
});
