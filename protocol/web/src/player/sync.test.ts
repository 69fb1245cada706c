import { describe, expect, it } from 'vitest';
import { correct, inStepSeconds, seekPastSeconds } from './sync';

describe('correct', () => {
  it('InStep_KeepsTheSpeed', () => {
    expect(correct(inStepSeconds, 1)).toEqual({ seek: false, rate: 1 });
    expect(correct(-0.02, 1.5)).toEqual({ seek: false, rate: 1.5 });
  });

  it('ALittleLate_PlaysFasterByTheDifference', () => {
    expect(correct(0.1, 1)).toEqual({ seek: false, rate: 1.1 });
    expect(correct(-0.1, 2)).toEqual({ seek: false, rate: 1.8 });
  });

  it('OneSecondAway_IsClampedToAQuarter', () => {
    expect(correct(1, 1)).toEqual({ seek: false, rate: 1.25 });
    expect(correct(-1.9, 1)).toEqual({ seek: false, rate: 0.75 });
  });

  it('PastTwoSeconds_Seeks', () => {
    expect(correct(seekPastSeconds + 0.001, 1)).toEqual({ seek: true });
    expect(correct(-30, 1)).toEqual({ seek: true });
  });

  it('EightHundredMillisecondsOfSkew_AreGoneInTenSeconds', () => {
    let behind = 0.88;
    for (let tick = 0; tick < 100; tick += 1) {
      const correction = correct(behind, 1);
      if (correction.seek) throw new Error('sought');
      behind -= (correction.rate - 1) * 0.1;
    }
    expect(Math.abs(behind)).toBeLessThanOrEqual(inStepSeconds);
  });
});
