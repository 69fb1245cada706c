import { createInstance } from 'i18next';
import { expect, it } from 'vitest';
import en from '../words/en.json';
import zhCN from '../words/zh-CN.json';
import { onlookersInWords } from './onlookers';
import type { Onlookers } from './status';

const words = createInstance();
await words.init({
  lng: 'zh-CN',
  resources: { 'zh-CN': { translation: zhCN }, en: { translation: en } },
  interpolation: { escapeValue: false },
});

const people = (...names: string[]): Onlookers => ({
  named: names.map((name) => ({ name, program: false })),
  more: 0,
  byLink: 0,
});

it.each<[string, Onlookers]>([
  ['王老师', people('王老师')],
  ['王老师、李老师', people('王老师', '李老师')],
  ['一、二、三 等 4 人', people('一', '二', '三', '四')],
  ['一、二、三 等 13 人、2 人通过链接观看', { ...people('一', '二', '三'), more: 10, byLink: 2 }],
  ['2 人通过链接观看', { ...people(), byLink: 2 }],
  ['录播平台（程序）', { ...people(), named: [{ name: '录播平台', program: true }] }],
])('%s', (said, onlookers) => {
  expect(onlookersInWords(onlookers, words.getFixedT('zh-CN'))).toBe(said);
  expect(onlookersInWords(onlookers, words.getFixedT('en'))).not.toMatch(/[{}]|onlookers/);
});
