import type { Driver } from './types';
import { expect, it } from 'vitest';
import { driversThatMatch } from './driverSearch';

const driver = (id: string, zh: string, ...models: string[]): Driver => ({
  id,
  names: { zh, en: id },
  models,
  connections: [],
  settings: [],
  proof: 'vectors',
});
const drivers = [driver('pjlink', 'PJLink 投影机', 'Epson', '光峰 Appotronics'), driver('lg', 'LG 大屏', 'LG 55')];

it.each([
  ['', ['pjlink', 'lg']],
  ['epson', ['pjlink']],
  ['投影 EPSON', ['pjlink']],
  ['lg 55', ['lg']],
  ['sony', []],
])('driversThatMatch(%j)', (wanted, ids) => {
  expect(driversThatMatch(drivers, wanted).map(({ id }) => id)).toEqual(ids);
});
