import { describe, expect, it } from 'vitest';
import type { TracedPiece } from '@tongtang/web/equipment';
import { heardOf, tableOf } from './learning';

const piece = (number: number, hex: string, more: Partial<TracedPiece> = {}): TracedPiece => ({
  number,
  at: `2026-11-22T08:00:0${number}Z`,
  direction: 'in',
  hex,
  length: hex.length / 2,
  hidden: false,
  ...more,
});

describe('heardOf', () => {
  it('MessagesThatComeAgain_AreOneWithTheirCountAndTheNewestIsFirst', () => {
    const heard = heardOf([piece(1, 'AA01'), piece(2, 'AA02'), piece(3, 'AA01'), piece(4, 'FF', { direction: 'out' })]);
    expect(heard.map(({ hex, count }) => [hex, count])).toEqual([
      ['AA01', 2],
      ['AA02', 1],
    ]);
  });
});

describe('tableOf', () => {
  it('NothingNamed_IsNoTable', () => {
    expect(tableOf('x', [])).toBeNull();
  });

  it('TwoMessagesThatOneByteTellsApart_AreOneLineAndTheirSumIsAnyByte', () => {
    const table = tableOf('x', [
      ['AA8001007B', 'power-on'],
      ['AA8000007A', 'power-standby'],
    ]);
    expect(table?.told).toEqual([
      { property: 'power', answer: 'AA 80 {value} 00 ..', values: { '01': 'on', '00': 'standby' } },
    ]);
    expect(table?.framing).toEqual({ start: 'AA 80', length: 5 });
  });

  it('OneMessageAlone_HasItsValueBeforeTheEndOfTheLine', () => {
    expect(tableOf('x', [['4D310D', 'mute-on']])?.told).toEqual([
      { property: 'mute', answer: '4D {value} 0D', values: { '31': true } },
    ]);
  });

  it('MessagesOfOtherLengths_AreLinesOfTheirOwnAndFramedByTheirEnd', () => {
    const table = tableOf('x', [
      ['4F4E0D', 'power-on'],
      ['4F46460D', 'power-standby'],
    ]);
    expect(table?.told.map(({ answer }) => answer)).toEqual(['4F {value} 0D', '4F 46 {value} 0D']);
    expect(table?.framing).toEqual({ end: '0D' });
  });
});
