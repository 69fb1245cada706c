import { expect, test } from 'vitest';
import { asText, shownPieces, spacedHex, withPieces, type TracedPiece } from './wirePieces';

function piece(number: number): TracedPiece {
  return { number, at: '2026-11-22T08:00:00.000Z', direction: 'in', hex: '00', length: 1, hidden: false };
}

test('WithPieces_StreamThatBeginsAgain_ShowsNothingTwice', () => {
  const before = { pieces: [piece(1), piece(2)], missed: 1 };
  const after = withPieces(before, { pieces: [piece(1), piece(2), piece(3)], missed: 2 });
  expect(after.pieces.map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(after.missed).toBe(3);
});

test('WithPieces_Flood_KeepsTheNewest', () => {
  const flood = Array.from({ length: shownPieces + 50 }, (_, i) => piece(i));
  const { pieces } = withPieces({ pieces: [], missed: 0 }, { pieces: flood, missed: 0 });
  expect(pieces).toHaveLength(shownPieces);
  expect(pieces.at(-1)?.number).toBe(shownPieces + 49);
});

test('Bytes_AreShownAsHexAndAsWhatCanBeReadOfThem', () => {
  expect(spacedHex('41c0d0')).toBe('41 c0 d0');
  expect(asText('2541ff0d')).toBe('%A··');
  expect(asText('')).toBe('');
});
