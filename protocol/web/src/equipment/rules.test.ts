import { describe, expect, it } from 'vitest';
import { deviceFaults, newDevice } from './rules';
import { namesFaults, ruleFaults, stepFaults } from './sceneRules';
import { newCondition, newStep, moved, stepFor, usualWait, withAction } from './steps';
import type { Capability, ConfiguredRule, Driver, KnownDevice } from './types';

const names = { zh: '投影机', en: 'Projector' };
const driver: Driver = {
  id: 'pjlink',
  names,
  models: [],
  connections: [{ kind: 'tcp', host: '', port: 4352 }],
  proof: 'vectors',
  settings: [
    { name: 'password', names, kind: 'secret', maximum: 32 },
    { name: 'unit', names, kind: 'integer', minimum: 1, maximum: 255 },
  ],
};
const say = (key: string, values?: object): string => `${key}${values ? JSON.stringify(values) : ''}`;

describe('deviceFaults', () => {
  const good = { ...newDevice(driver, 'a', 'A', { kind: 'tcp', host: 'h', port: 1 }), settings: { unit: 1 } };
  it.each<[object, string[]]>([
    [{}, []],
    [{ id: 'A!' }, ['id']],
    [{ id: 'agent' }, ['id']],
    [{ id: 'b' }, ['id']],
    [{ name: ' ' }, ['name']],
    [{ pollSeconds: 0.05 }, ['pollSeconds']],
    [{ pollSeconds: Number.NaN }, ['pollSeconds']],
    [{ connection: { kind: 'tcp', host: 'a b', port: '' } }, ['connection.host', 'connection.port']],
    [{ connection: { kind: 'serial', path: '' } }, ['connection.path']],
    [{ connection: { kind: 'mqtt', path: '' } }, []],
    [{ settings: {} }, ['settings.unit']],
    [{ settings: { unit: 1.5 } }, ['settings.unit']],
    [{ settings: { unit: 300 } }, ['settings.unit']],
  ])('%j', (change, faults) => {
    expect(Object.keys(deviceFaults({ ...good, ...change }, driver, [{ id: 'b' }]))).toEqual(faults);
  });
});

const power: Capability = {
  id: 'power',
  names,
  actions: [
    { id: 'on', names, arguments: [] },
    { id: 'off', names, arguments: [] },
  ],
  properties: [
    {
      name: 'power',
      names,
      kind: 'choice',
      unit: '',
      reading: false,
      options: ['standby', 'on', 'warming'].map((id) => ({ id, zh: id, en: id })),
    },
  ],
};
const volume: Capability = {
  id: 'volume',
  names,
  actions: [
    { id: 'set', names, arguments: [{ name: 'level', names, kind: 'number', minimum: 0, maximum: 100, options: [] }] },
  ],
  properties: [],
};
const air: Capability = {
  id: 'reading',
  names,
  actions: [],
  properties: [{ name: 'co2_ppm', names, kind: 'number', unit: 'ppm', options: [], reading: true }],
};
const projector: KnownDevice = { id: 'p', name: 'P', capabilities: [power, volume] };
const sensor: KnownDevice = { id: 'air', name: 'Air', capabilities: [air] };

describe('steps', () => {
  it('NewStep_IsForTheFirstDeviceThatCanDoSomething', () => {
    expect(newStep('device', [sensor, projector])).toEqual({ device: 'p', capability: 'power', action: 'on' });
    expect(newStep('device', [sensor])).toEqual({ device: 'air', capability: '', action: '' });
  });

  it('AnotherAction_HasItsArgumentsAndForgetsTheWait', () => {
    const [set] = volume.actions;
    const before = { ...stepFor(projector), until: { property: 'power', is: 'on' }, onFailure: 'stop' };
    expect(set && withAction(before, volume, set)).toEqual({
      device: 'p',
      capability: 'volume',
      action: 'set',
      arguments: { level: 0 },
      onFailure: 'stop',
    });
  });

  it('TheUsualWait_IsForWhatTheActionLeadsTo', () => {
    const step = stepFor(projector);
    expect(usualWait(step, projector)).toEqual({ property: 'power', is: 'on', seconds: 60 });
    expect(usualWait({ ...step, action: 'off' }, projector)).toMatchObject({ is: 'standby' });
  });

  it('ACondition_IsOfADeviceThatCanHaveIt', () => {
    expect(newCondition('reading', [projector, sensor], 'p')).toMatchObject({ device: 'air', reading: 'co2_ppm' });
    expect(newCondition('property', [sensor, projector])).toMatchObject({ device: 'p', property: 'power' });
    expect(newCondition('recorder', [])).toEqual({ recorder: 'recording' });
  });

  it('Moved_KeepsEverything', () => {
    expect(moved([1, 2, 3], 2, 0)).toEqual([3, 1, 2]);
    expect(moved([1, 2], 0, 1)).toEqual([2, 1]);
  });
});

describe('what a box would refuse', () => {
  it('OfSteps_IsToldWithTheirNumbers', () => {
    const steps = [
      { parallel: [stepFor(projector), { device: '', capability: '', action: '' }] },
      { pauseSeconds: 601 },
    ];
    const faults = stepFaults(steps, say);
    expect(faults).toHaveLength(3);
    expect(faults[0]).toContain('"number":"1.2"');
    expect(faults[2]).toContain('"number":"2"');
    expect(stepFaults([stepFor(projector)], say)).toEqual([]);
  });

  it('OfNames_IsWhatIsMissingOrTaken', () => {
    expect(namesFaults({ id: 's', names: { zh: '', en: 'x'.repeat(33) } }, [{ id: 's' }], 32)).toMatchObject({
      id: { word: 'taken' },
      zh: { word: 'name' },
      en: { word: 'name' },
    });
  });

  it.each<[Partial<ConfiguredRule>, string[]]>([
    [{}, []],
    [{ then: [] }, ['fault.nothing']],
    [{ alarm: { zh: '窗', en: '' } }, ['fault.alarm']],
    [{ from: '07:00' }, ['fault.times']],
    [{ atMostEverySeconds: 0 }, ['fault.every']],
    [{ when: { device: 'air', reading: 'co2_ppm' } }, ['fault.limit']],
    [{ when: { device: '', offline: true } }, ['fault.device']],
    [{ when: { device: 'k', key: '' } }, ['fault.press']],
    [{ when: { recorder: 'idle', forSeconds: Number.NaN } }, ['fault.minutes']],
  ])('OfARule %j', (change, faults) => {
    const rule = { id: 'r', names, when: { recorder: 'idle' }, then: [{ pauseSeconds: 1 }] };
    expect(ruleFaults({ ...rule, ...change }, say)).toEqual(faults);
  });
});
