import i18next, { type TFunction } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LiveStatus } from '../box/status';
import en from '../words/en.json';
import zhCN from '../words/zh-CN.json';
import { reducedText } from './reducedText';

describe('reducedText', () => {
  beforeAll(async () => {
    await i18next.init({
      lng: 'zh-CN',
      defaultNS: 'panel',
      resources: { 'zh-CN': { panel: zhCN }, en: { panel: en } },
      interpolation: { escapeValue: false },
      showSupportNotice: false,
    });
  });

  const words = (language: string): TFunction => i18next.getFixedT(language);
  const status: LiveStatus = { sources: ['teacher'], quality: 'reduced', reason: 'school', rooms: 3 };

  it('SharedLine_SaysAmongHowManyRooms', () => {
    expect(reducedText(words('en'), status)).toBe(
      "The school's line is shared by 3 rooms that are live; the live picture is smaller, the recording is not",
    );
    expect(reducedText(words('zh-CN'), status)).toBe('本校线路正由 3 间教室的直播共用，直播画面已缩小，录制不受影响');
  });

  it('OnlyRoomOfItsSchool_IsNotToldOfOthers', () => {
    expect(reducedText(words('en'), { ...status, rooms: 1 })).toContain('The school may send only so much live');
  });

  it('OwnSettingOrLine_IsNotTheSchools', () => {
    expect(reducedText(words('en'), { ...status, reason: 'room' })).toContain('This box may send only so much live');
    expect(reducedText(words('en'), { ...status, quality: 'sound', reason: 'line' })).toContain(
      'The line is very slow',
    );
  });
});
