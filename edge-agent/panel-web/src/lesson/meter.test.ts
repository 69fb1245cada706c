import { describe, expect, it } from 'vitest';
import { holdPeak, meterPart, noPeak } from './meter';

describe('meterPart', () => {
  it.each([
    [0, 1],
    [3, 1],
    [-30, 0.5],
    [-60, 0],
    [-120, 0],
  ])('%d dBFS is %d', (db, part) => {
    expect(meterPart(db)).toBe(part);
  });
});

describe('holdPeak', () => {
  it('IsHeld_ThenFalls', () => {
    const peak = holdPeak(noPeak, -10, 0);
    expect(holdPeak(peak, -40, 1500).db).toBe(-10);
    expect(holdPeak(peak, -40, 2000).db).toBe(-20);
  });

  it('SomethingLouder_IsTheNewPeak', () => {
    expect(holdPeak({ db: -10, at: 0 }, -5, 100)).toEqual({ db: -5, at: 100 });
  });

  it('FallsOntoTheLevel_NotBelow', () => {
    expect(holdPeak({ db: -10, at: 0 }, -15, 5000).db).toBe(-15);
  });

  it('NoSound_HasNoPeak', () => {
    expect(holdPeak({ db: -10, at: 0 }, null, 100)).toEqual(noPeak);
  });
});
