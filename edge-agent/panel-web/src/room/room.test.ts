import { describe, expect, it } from 'vitest';
import type { ActionArgument, Capability, CapabilityProperty, Device, DeviceStatus, Scene } from '../box/devices';
import { controlsOf, factsOf } from './controls';
import { createMover, motions, type Motion } from './mover';
import { latestScene, mainValue, sceneLook } from './roomLook';

const names = { zh: '电源', en: 'Power' };
const property = (name: string, more: Partial<CapabilityProperty> = {}): CapabilityProperty => ({
  name,
  names,
  kind: 'flag',
  unit: '',
  options: [],
  reading: false,
  ...more,
});
const argument = (name: string, more: Partial<ActionArgument> = {}): ActionArgument => ({
  name,
  names,
  kind: 'number',
  whole: true,
  options: [],
  ...more,
});
const action = (id: string, ...args: ActionArgument[]) => ({ id, names, arguments: args });
const capability = (id: string, more: Partial<Capability> = {}): Capability => ({
  id,
  names,
  actions: [],
  properties: [],
  ...more,
});
const power = property('power', { kind: 'choice', options: [{ id: 'on', zh: '开', en: 'on' }] });
const onOff = [action('on'), action('off')];

describe('controlsOf', () => {
  const kinds = (one: Capability): string[] => controlsOf(one).map((control) => control.kind);

  it('Power_IsTwoButtons', () => {
    expect(controlsOf(capability('power', { actions: onOff, properties: [power] }))).toEqual([
      { kind: 'onOff', property: power },
    ]);
  });

  it('AFlagThatGoesOnAndOff_IsASwitch', () => {
    expect(kinds(capability('mute', { actions: onOff, properties: [property('mute')] }))).toEqual(['switch']);
  });

  it('OneChoice_IsAButtonForEach', () => {
    const input = argument('input', { kind: 'choice', options: [{ id: 'hdmi1', zh: 'HDMI 1', en: 'HDMI 1' }] });
    const [control] = controlsOf(
      capability('input', { actions: [action('set', input)], properties: [property('input', { kind: 'choice' })] }),
    );
    expect(control).toMatchObject({ kind: 'choice', argument: { name: 'input' }, property: { name: 'input' } });
  });

  it('ALevelWithSteps_IsOneSlider', () => {
    const level = argument('level', { minimum: 0, maximum: 100 });
    expect(
      kinds(
        capability('volume', {
          actions: [action('set', level), action('up'), action('down')],
          properties: [property('volume', { kind: 'number' })],
        }),
      ),
    ).toEqual(['level']);
  });

  it('StepsAlone_AreButtons', () => {
    expect(kinds(capability('volume', { actions: [action('up'), action('down')] }))).toEqual(['button', 'button']);
  });

  it('Relays_AreDrawnByChannel', () => {
    const channel = argument('channel');
    const [control] = controlsOf(
      capability('relay', {
        actions: [action('on', channel), action('off', channel), action('pulse', channel, argument('seconds'))],
        properties: [property('relay_1'), property('relay_2')],
      }),
    );
    expect(control).toMatchObject({ kind: 'relay', pulse: true, channels: [{ number: 1 }, { number: 2 }] });
  });

  it('ACamera_HasAPadAndTheFirstPresets', () => {
    const preset = argument('preset', { minimum: 0, maximum: 254 });
    const [control] = controlsOf(
      capability('ptz', { actions: [action('move'), action('stop'), action('recall', preset)] }),
    );
    expect(control).toEqual({
      kind: 'ptz',
      moves: true,
      home: false,
      presets: [0, 1, 2, 3, 4, 5, 6, 7, 8],
      stores: false,
    });
  });

  it('ACameraThatCannotStop_DoesNotMove', () => {
    expect(controlsOf(capability('ptz', { actions: [action('move')] }))[0]).toMatchObject({ moves: false });
  });

  it('TextToShow_IsAForm', () => {
    const show = action('show', argument('text', { kind: 'text', maximum: 500 }));
    expect(kinds(capability('display', { actions: [show, action('clear')] }))).toEqual(['form', 'button']);
  });

  it('WhatNoControlShows_IsAFact', () => {
    const facts = factsOf([
      capability('mute', { actions: onOff, properties: [property('mute')] }),
      capability('reading', { properties: [property('temperature', { kind: 'number', unit: '°C', reading: true })] }),
    ]);
    expect(facts.map((one) => one.name)).toEqual(['temperature']);
  });
});

describe('mainValue', () => {
  const t = ((key: string) => key) as unknown as Parameters<typeof mainValue>[0];
  const status = (more: Partial<DeviceStatus>): DeviceStatus => ({
    id: 'one',
    name: 'One',
    driver: 'pjlink',
    state: 'online',
    problem: null,
    properties: {},
    readings: {},
    ...more,
  });
  const device = (...capabilities: Capability[]): Device => ({ ...status({}), capabilities });
  const sensor = capability('reading', {
    properties: [property('co2', { kind: 'number', unit: 'ppm', reading: true })],
  });

  it('Power_ComesFirst', () => {
    const both = device(sensor, capability('power', { actions: onOff, properties: [power] }));
    const now = status({ properties: { power: 'on' }, readings: { co2: 812 } });
    expect([mainValue(t, 'zh-CN', now, both), mainValue(t, 'en', now, both)]).toEqual(['开', 'on']);
  });

  it('ASensor_TellsItsFirstReading', () => {
    expect(mainValue(t, 'en', status({ readings: { co2: 812.4 } }), device(sensor))).toBe('812 ppm');
  });

  it('ASensorOfSeveral_TellsTheAirFirst', () => {
    const reading = (name: string, unit: string) => property(name, { kind: 'number', unit, reading: true });
    const several = device(
      capability('reading', {
        properties: [reading('occupancy', ''), reading('humidity_percent', '%'), reading('co2_ppm', 'ppm')],
      }),
    );
    const readings = { occupancy: 0, humidity_percent: 48.6, co2_ppm: 827 };
    expect(mainValue(t, 'en', status({ readings }), several)).toBe('827 ppm');
    expect(mainValue(t, 'en', status({ readings: { occupancy: 0, humidity_percent: 48.6 } }), several)).toBe('48.6 %');
    expect(mainValue(t, 'en', status({ readings: { occupancy: 0 } }), several)).toBeNull();
  });

  it('WhatIsOffline_TellsNothing', () => {
    const now = status({ state: 'offline', readings: { co2: 812 } });
    expect(mainValue(t, 'en', now, device(sensor))).toBeNull();
  });
});

describe('sceneLook', () => {
  const scene = (id: string, last: Partial<NonNullable<Scene['last']>> | null): Scene => ({
    id,
    names,
    onPanel: true,
    last: last && { state: 'done', startedAt: '', done: 0, steps: 4, failures: [], ...last },
  });
  const begin = scene('begin', { startedAt: '2026-03-02T08:00:00Z', state: 'failed' });
  const end = scene('end', { startedAt: '2026-03-02T08:45:00Z', state: 'running', done: 1 });

  it('OnlyTheLatest_TellsHowItWent', () => {
    const latest = latestScene([begin, end, scene('never', null)]);
    expect(latest?.id).toBe('end');
    expect([sceneLook(begin, latest).state, sceneLook(end, latest).state]).toEqual(['idle', 'running']);
  });

  it('ARunningOne_TellsHowFar', () => {
    expect(sceneLook(end, end).part).toBe(0.25);
  });

  it('NoneEverRun_AreAllIdle', () => {
    expect(latestScene([scene('never', null)])).toBeNull();
  });
});

describe('createMover', () => {
  /** The orders that were sent, each waiting to be answered. */
  function camera() {
    const sent: string[] = [];
    const answers: { resolve: () => void; reject: (error: Error) => void }[] = [];
    const problems: unknown[] = [];
    const order = (name: string): Promise<void> => {
      sent.push(name);
      return new Promise((resolve, reject) => answers.push({ resolve, reject }));
    };
    const word = (motion: Motion): string =>
      Object.entries(motions).find(([, one]) => one === motion)?.[0] ?? 'something else';
    const mover = createMover(
      (motion) => order(word(motion)),
      () => order('stop'),
      (problem) => problems.push(problem),
    );
    const settled = async (): Promise<void> => {
      for (let i = 0; i < 10; i += 1) await Promise.resolve();
    };
    const answer = async (error?: Error): Promise<void> => {
      const next = answers.shift();
      if (error) next?.reject(error);
      else next?.resolve();
      await settled();
    };
    return { mover, sent, problems, answer };
  }

  it('AReleaseBeforeTheAnswer_StopsAfterTheMove', async () => {
    const { mover, sent, answer } = camera();
    mover.press('left');
    mover.release();
    expect(sent).toEqual(['left']);
    await answer();
    expect(sent).toEqual(['left', 'stop']);
  });

  it('AReleaseTwice_StopsOnce', async () => {
    const { mover, sent, answer } = camera();
    mover.press('up');
    await answer();
    mover.release();
    mover.release();
    await answer();
    mover.release();
    await answer();
    expect(sent).toEqual(['up', 'stop']);
  });

  it('AMoveWithoutAnAnswer_IsStopped', async () => {
    const { mover, sent, problems, answer } = camera();
    mover.press('in');
    await answer(new Error('no answer'));
    expect(sent).toEqual(['in', 'stop']);
    expect(problems).toHaveLength(1);
  });

  it('AnotherDirectionMeanwhile_FollowsAlone', async () => {
    const { mover, sent, answer } = camera();
    mover.press('left');
    mover.release();
    mover.press('right');
    await answer();
    expect(sent).toEqual(['left', 'right']);
  });

  it('NothingPressed_NothingSent', () => {
    const { mover, sent } = camera();
    mover.release();
    expect(sent).toEqual([]);
  });
});
