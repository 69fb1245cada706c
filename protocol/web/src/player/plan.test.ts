import { describe, expect, it } from 'vitest';
import type { Piece } from './pieces';
import { plan, type ViewFacts, type Wish } from './plan';

const start = Date.parse('2026-11-21T08:00:00Z');

function pieces(numbers: readonly number[]): Piece[] {
  return numbers.map((number, index) => ({ time: index * 2, date: start + number * 2000, duration: 2 }));
}

function view(name: string, numbers: readonly number[], time: number, more: Partial<ViewFacts> = {}): ViewFacts {
  return {
    name,
    pieces: pieces(numbers),
    time,
    ready: true,
    stalled: 0,
    failed: false,
    live: false,
    atEnd: false,
    ...more,
  };
}

function wish(seconds: number, more: Partial<Wish> = {}): Wish {
  return { date: start + seconds * 1000, playing: true, speed: 1, elapsed: 100, leader: 'teacher', ...more };
}

const order = (result: ReturnType<typeof plan>, name: string) => result.orders.find((one) => one.name === name);

describe('plan', () => {
  it('TheHeardViewLeads_OthersFollowByRate', () => {
    const result = plan(wish(5), [view('teacher', [0, 1, 2, 3], 5.1), view('screen', [0, 1, 2, 3], 5.0)]);
    expect(result.date).toBe(start + 5100);
    expect(order(result, 'teacher')).toMatchObject({ play: true, rate: 1, seekTo: null });
    expect(order(result, 'screen')?.rate).toBeCloseTo(1.1, 5);
  });

  it('AViewFarAway_Seeks', () => {
    const result = plan(wish(6), [view('teacher', [0, 1, 2, 3], 6.1), view('screen', [0, 1, 2, 3], 1)]);
    expect(order(result, 'screen')?.seekTo).toBeCloseTo(6.1, 5);
  });

  it('TheLeaderWaitsForData_EverybodyWaits', () => {
    const result = plan(wish(5), [view('teacher', [0, 1, 2, 3], 5, { ready: false }), view('screen', [0, 1, 2, 3], 5)]);
    expect(result).toMatchObject({ date: start + 5000, waiting: true });
    expect(order(result, 'screen')?.play).toBe(false);
  });

  it('TheLeaderWaitsForTooLong_AnotherLeads', () => {
    const stuck = view('teacher', [0, 1, 2, 3], 5, { ready: false, stalled: 11_000 });
    const result = plan(wish(5), [stuck, view('screen', [0, 1, 2, 3], 5.1)]);
    expect(result).toMatchObject({ date: start + 5100, waiting: false });
  });

  it('TheLeaderRunsIntoItsHole_TheClockGoesOnWithTheOthers', () => {
    // The teacher's camera was away from 4 s to 20 s; its element has just played across.
    const teacher = view('teacher', [0, 1, 10], 4.05);
    const result = plan(wish(3.95), [teacher, view('screen', [0, 1, 2, 3, 4], 4.05)]);
    expect(result.date).toBe(start + 4050);
    expect(order(result, 'teacher')).toMatchObject({ play: false, place: 'hole' });
    expect(order(result, 'screen')).toMatchObject({ play: true });
    const later = plan(wish(4.05), [teacher, view('screen', [0, 1, 2, 3, 4], 4.15)]);
    expect(later.date).toBe(start + 4150);
  });

  it('TheLeaderCrossesAFewFramesEarly_DoesNotSeekBack', () => {
    const teacher = view('teacher', [0, 1, 10], 4.02);
    const result = plan(wish(3.88), [teacher, view('screen', [0, 1, 2, 3, 4], 3.97)]);
    expect(result.date).toBe(start + 4000);
    expect(order(result, 'teacher')).toMatchObject({ play: false, place: 'hole', seekTo: null });
  });

  it('AHoleInAllViews_IsJumpedOver', () => {
    const result = plan(wish(3.95), [view('teacher', [0, 1, 10], 4.05), view('screen', [0, 1, 11], 4.05)]);
    expect(result.date).toBe(start + 20_000);
    expect(order(result, 'teacher')).toMatchObject({ play: true, place: 'inside' });
    expect(order(result, 'screen')).toMatchObject({ play: false, place: 'hole' });
  });

  it('SoughtWhilePlaying_AllSeekAndTheClockHolds', () => {
    const result = plan(wish(1), [view('teacher', [0, 1, 2, 3], 7), view('screen', [0, 1, 2, 3], 7)]);
    expect(result.date).toBe(start + 1000);
    expect(order(result, 'teacher')?.seekTo).toBeCloseTo(1, 5);
    expect(order(result, 'screen')?.seekTo).toBeCloseTo(1, 5);
  });

  it('Paused_AllStandOnTheSameFrame', () => {
    const paused = wish(5, { playing: false });
    const result = plan(paused, [view('teacher', [0, 1, 2, 3], 5.2), view('screen', [0, 1, 2, 3], 5.01)]);
    expect(order(result, 'teacher')).toMatchObject({ play: false, seekTo: 5 });
    expect(order(result, 'screen')).toMatchObject({ play: false, seekTo: null });
  });

  it('NothingComesAfter_Ended', () => {
    expect(plan(wish(4), [view('teacher', [0, 1], 4)])).toMatchObject({ ended: true });
    expect(plan(wish(4), [view('teacher', [0, 1], 4, { live: true })])).toMatchObject({ ended: false, waiting: true });
  });

  it('TheMediaEndsBeforeThePlaylistSays_EndsAndIsNotPlayedAnew', () => {
    const over = view('teacher', [0, 1], 3.9, { atEnd: true });
    const result = plan(wish(3.9), [over]);
    expect(result.ended).toBe(true);
    expect(order(result, 'teacher')).toMatchObject({ play: false, seekTo: null, place: 'after' });
  });

  it('ItWaitsForFramesThatThePlaylistPromisedAndDoNotCome_Ends', () => {
    const starved = { ready: false, stalled: 2_100 };
    expect(plan(wish(3.95), [view('teacher', [0, 1], 3.9, starved)])).toMatchObject({ ended: true });
    expect(plan(wish(3.95), [view('teacher', [0, 1], 3.9, { ...starved, live: true })])).toMatchObject({
      ended: false,
    });
    expect(plan(wish(3.95), [view('teacher', [0, 1], 3.9, { ...starved, stalled: 1_000 })]).ended).toBe(false);
    expect(plan(wish(3), [view('teacher', [0, 1], 3, starved)])).toMatchObject({ ended: false, waiting: true });
  });

  it('AtTheEndAndSoughtBack_Plays', () => {
    const result = plan(wish(1), [view('teacher', [0, 1], 3.9, { atEnd: true })]);
    expect(order(result, 'teacher')).toMatchObject({ play: true, seekTo: 1 });
  });

  it('OneViewIsShorter_TheOthersGoOn', () => {
    const result = plan(wish(5), [view('teacher', [0, 1], 4), view('screen', [0, 1, 2, 3], 5.1)]);
    expect(result).toMatchObject({ ended: false, date: start + 5100 });
    expect(order(result, 'teacher')).toMatchObject({ play: false, place: 'after' });
  });

  it('NoViewCanBeUsed_NothingHappens', () => {
    expect(plan(wish(5), [view('teacher', [], 0, { failed: true })])).toMatchObject({ ended: false, orders: [] });
  });
});
