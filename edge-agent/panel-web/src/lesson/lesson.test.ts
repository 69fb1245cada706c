import { describe, expect, it } from 'vitest';
import { heldPart, nextHold, up, type Hold, type HoldEvent } from './holdToStop';
import { noSilence, watchSilence, type Silence } from './silence';
import { createTapGuard } from './tapGuard';
import { addSample, secondsLeft, type UploadSample } from './uploadPace';

describe('nextHold', () => {
  function play(events: readonly HoldEvent[]): (string | null)[] {
    let hold: Hold = up;
    return events.map((event) => {
      const next = nextHold(hold, event);
      hold = next.hold;
      return next.decision;
    });
  }

  it('AShortPress_StopsUndoably', () => {
    const decisions = play([
      { kind: 'press', now: 0 },
      { kind: 'tick', now: 300 },
      { kind: 'release', now: 400 },
    ]);
    expect(decisions).toEqual([null, null, 'stopUndoable']);
  });

  it('HeldLongEnough_StopsAtOnceAndOnlyOnce', () => {
    const decisions = play([
      { kind: 'press', now: 0 },
      { kind: 'tick', now: 1499 },
      { kind: 'tick', now: 1500 },
      { kind: 'tick', now: 1600 },
      { kind: 'release', now: 1700 },
    ]);
    expect(decisions).toEqual([null, null, 'stopNow', null, null]);
  });

  it('TicksThatCameLate_StillCountAsHeld', () => {
    const decisions = play([
      { kind: 'press', now: 0 },
      { kind: 'release', now: 2000 },
    ]);
    expect(decisions).toEqual([null, 'stopNow']);
  });

  it('SlidOff_DoesNothing', () => {
    const decisions = play([{ kind: 'press', now: 0 }, { kind: 'leave' }, { kind: 'release', now: 500 }]);
    expect(decisions).toEqual([null, null, null]);
  });

  it('AKeyThatRepeats_IsOnePress', () => {
    const decisions = play([
      { kind: 'press', now: 0 },
      { kind: 'press', now: 1000 },
      { kind: 'tick', now: 1500 },
    ]);
    expect(decisions).toEqual([null, null, 'stopNow']);
  });

  it('HeldPart_GrowsToOne', () => {
    expect(heldPart({ kind: 'down', since: 0 }, 750)).toBe(0.5);
    expect(heldPart({ kind: 'down', since: 0 }, 9000)).toBe(1);
    expect(heldPart(up, 9000)).toBe(0);
  });
});

describe('watchSilence', () => {
  const run = (steps: readonly [at: number, recording: boolean, level: number | null][]): boolean[] => {
    let silence: Silence = noSilence;
    return steps.map(([at, recording, level]) => {
      silence = watchSilence(silence, recording, level, at);
      return silence.warning;
    });
  };

  it('TenSecondsOfSilence_Warn', () => {
    expect(
      run([
        [0, true, -60],
        [9999, true, -60],
        [10_000, true, -60],
      ]),
    ).toEqual([false, false, true]);
  });

  it('OneWord_EndsTheWarning', () => {
    expect(
      run([
        [0, true, -60],
        [10_000, true, -60],
        [10_200, true, -20],
        [11_000, true, -60],
      ]),
    ).toEqual([false, true, false, false]);
  });

  it('ExactlyTheLimit_IsHeard', () => {
    expect(
      run([
        [0, true, -50],
        [20_000, true, -50],
      ]),
    ).toEqual([false, false]);
  });

  it('APause_BeginsTheWaitAnew', () => {
    expect(
      run([
        [0, true, -60],
        [9000, false, -60],
        [10_000, true, -60],
        [19_000, true, -60],
        [20_000, true, -60],
      ]),
    ).toEqual([false, false, false, false, true]);
  });

  it('NoSoundAtAll_IsSilence', () => {
    expect(
      run([
        [0, true, null],
        [10_000, true, null],
      ]),
    ).toEqual([false, true]);
  });

  it('Idle_NeverWarns', () => {
    expect(
      run([
        [0, false, -90],
        [60_000, false, -90],
      ]),
    ).toEqual([false, false]);
  });
});

describe('createTapGuard', () => {
  it('TheSameControlWithinASecond_IsIgnored', () => {
    const guard = createTapGuard();
    expect([guard.accept('mark', 0), guard.accept('mark', 900), guard.accept('mark', 1000)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('AnotherControl_IsHeard', () => {
    const guard = createTapGuard();
    expect([guard.accept('mark', 0), guard.accept('pause', 200)]).toEqual([true, true]);
  });

  it('WhatAChangePutUnderTheFinger_IsIgnoredForASecond', () => {
    const guard = createTapGuard();
    guard.accept('start', 0);
    guard.changed(10);
    expect([guard.accept('cancel', 500), guard.accept('cancel', 1010)]).toEqual([false, true]);
  });
});

describe('secondsLeft', () => {
  const samples = (...rows: [number, number][]): readonly UploadSample[] =>
    rows.reduce<readonly UploadSample[]>((all, [at, bytes]) => addSample(all, { at, bytes }), []);

  it('ASteadyUpload_IsProjected', () => {
    expect(secondsLeft(samples([0, 1000], [10_000, 500]))).toBe(10);
  });

  it('TooShortOrGrowing_IsNotKnown', () => {
    expect(secondsLeft(samples([0, 1000], [2000, 500]))).toBeNull();
    expect(secondsLeft(samples([0, 1000], [10_000, 1500]))).toBeNull();
    expect(secondsLeft([])).toBeNull();
  });

  it('OldSamples_AreForgotten', () => {
    expect(samples([0, 1], [30_000, 1], [61_000, 1])).toHaveLength(2);
  });
});
