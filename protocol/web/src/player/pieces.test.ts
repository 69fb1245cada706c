import { describe, expect, it } from 'vitest';
import { coverage, dateAt, locate, type Piece } from './pieces';

const start = Date.parse('2026-11-21T08:00:00Z');

/** Segments of 2 s; media time runs on without the hole, as players lay it out. */
function pieces(numbers: readonly number[]): Piece[] {
  return numbers.map((number, index) => ({ time: index * 2, date: start + number * 2000, duration: 2 }));
}

describe('locate', () => {
  it('InsideAPiece_GivesItsMediaTime', () => {
    expect(locate(pieces([0, 1, 2]), start + 3500)).toEqual({ kind: 'inside', time: 3.5 });
  });

  it('InAHole_GivesWhereItGoesOn', () => {
    expect(locate(pieces([0, 1, 10]), start + 9000)).toEqual({ kind: 'hole', time: 4, resumesAt: start + 20_000 });
  });

  it('BeyondAHole_MediaTimeDoesNotCountTheHole', () => {
    expect(locate(pieces([0, 1, 10]), start + 21_000)).toEqual({ kind: 'inside', time: 5 });
  });

  it('AFewFramesBetweenPieces_AreNoHole', () => {
    const jittered = pieces([0, 1]).map((piece, index) => ({ ...piece, date: piece.date + index * 120 }));
    expect(locate(jittered, start + 2050)).toEqual({ kind: 'inside', time: 2 });
  });

  it('BeforeTheFirst_IsAHole', () => {
    expect(locate(pieces([5]), start)).toEqual({ kind: 'hole', time: 0, resumesAt: start + 10_000 });
  });

  it('AfterTheLast_IsAfter', () => {
    expect(locate(pieces([0]), start + 2000)).toEqual({ kind: 'after', time: 2 });
  });

  it('NothingKnown_IsUnknown', () => {
    expect(locate([], start)).toEqual({ kind: 'unknown' });
  });
});

describe('dateAt', () => {
  it('EveryMediaTime_ComesBackThroughLocate', () => {
    const view = pieces([0, 1, 2, 9, 10, 30]);
    for (let time = 0; time < 12; time += 0.37) {
      const date = dateAt(view, time);
      expect(date).not.toBeNull();
      const place = locate(view, date ?? 0);
      expect(place.kind).toBe('inside');
      expect(place.kind === 'inside' && place.time).toBeCloseTo(time, 3);
    }
  });
});

describe('coverage', () => {
  it('ViewsThatFillEachOthersHoles_AreOneSpan', () => {
    expect(coverage([pieces([0, 1, 5]), pieces([1, 2, 3, 4])])).toEqual([{ from: start, to: start + 12_000 }]);
  });

  it('AHoleInAll_SplitsTheLesson', () => {
    expect(coverage([pieces([0, 5]), pieces([0, 6])])).toEqual([
      { from: start, to: start + 2000 },
      { from: start + 10_000, to: start + 14_000 },
    ]);
  });
});
