import { expect, test } from 'vitest';
import { differences, equipmentOf, freshId, usesOf, withDevice, withItem } from './equipment';
import type { Equipment } from './types';

const equipment: Equipment = {
  devices: [
    {
      id: 'a',
      name: 'A',
      driver: 'pjlink',
      connection: { host: 'h', port: 1 },
      settings: { password: '••••' },
      atEnd: [],
    },
    { id: 'b', name: 'B', driver: 'visca' },
  ],
  scenes: [{ id: 's', names: { zh: '上课', en: 'Begin' }, steps: [{ parallel: [{ device: 'b' }] }] }],
  rules: [],
};

test('Equipment_OfSomethingElse_IsNone', () => {
  for (const json of [null, undefined, 'x', [], { devices: {} }]) expect(equipmentOf(json)).toBeUndefined();
  expect(equipmentOf({})).toEqual({ devices: [], scenes: [], rules: [] });
});

test('WithDevice_OneChanged_KeepsTheOthersAndWhatThePageDoesNotKnow', () => {
  const changed = withDevice(equipment, 'a', { name: 'Beamer' });
  expect(changed.devices[0]).toEqual({ ...equipment.devices[0], name: 'Beamer' });
  expect(changed.devices[1]).toBe(equipment.devices[1]);
  expect(changed.scenes).toBe(equipment.scenes);
});

test('Differences_BoxWritesDefaultsInAnotherOrder_AreNone', () => {
  const actual: Equipment = {
    ...equipment,
    devices: [
      {
        driver: 'pjlink',
        enabled: true,
        id: 'a',
        name: 'A',
        settings: { password: '••••', retries: 2 },
        connection: { port: 1, host: 'h', tls: false },
        atEnd: [],
      },
      { id: 'b', name: 'B', driver: 'visca', enabled: true },
    ],
  };
  expect(differences(equipment, actual)).toEqual([]);
});

test('Differences_ChangedMissingAndExtra_AreNamed', () => {
  const actual: Equipment = {
    devices: [
      { id: 'a', name: 'A', driver: 'pjlink', connection: { host: 'other', port: 1 } },
      { id: 'c', name: 'C', driver: 'x' },
    ],
    scenes: [],
    rules: [],
  };
  expect(differences(equipment, actual)).toEqual([
    { id: 'a', name: 'A', kind: 'changed' },
    { id: 'b', name: 'B', kind: 'missing' },
    { id: 'c', name: 'C', kind: 'extra' },
  ]);
});

test('FreshId_OfAWishThatIsTaken_HasANumber', () => {
  expect(freshId('PJLink 投影机', [])).toBe('pjlink');
  expect(freshId('pjlink', [{ id: 'pjlink' }, { id: 'pjlink-2' }])).toBe('pjlink-3');
  expect(freshId('投影机', [])).toBe('item');
});

test('UsesOf_ADeviceInStepsAndConditions_NamesThem', () => {
  const rule = { id: 'r', names: { zh: '', en: '' }, when: { device: 'a', offline: true } };
  const room = { ...equipment, rules: [rule] };
  expect(usesOf(room, 'b')).toEqual(equipment.scenes);
  expect(usesOf(room, 'a')).toEqual([rule]);
  expect(usesOf(room, 'c')).toEqual([]);
});

test('WithItem_OfAnIdThatIsThere_TakesItsPlace', () => {
  const items = [{ id: 'a' }, { id: 'b' }];
  expect(withItem(items, 'a', { id: 'z' })).toEqual([{ id: 'z' }, { id: 'b' }]);
  expect(withItem(items, null, { id: 'c' })).toEqual([...items, { id: 'c' }]);
});
