import { expect, test } from 'vitest';
import { differences, equipmentOf, withDevice, type Equipment } from './equipment';

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
  scenes: [{ id: 's' }],
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
