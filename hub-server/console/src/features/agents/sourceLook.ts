import type { Glyph, Tone } from '../../components/StatusTag';

type SourceWord = 'cold' | 'warm' | 'recording' | 'lost' | 'unknown';

const looks: Record<SourceWord, { tone: Tone; glyph: Glyph }> = {
  cold: { tone: 'grey', glyph: 'dash' },
  warm: { tone: 'green', glyph: 'check' },
  recording: { tone: 'red', glyph: 'dot' },
  lost: { tone: 'orange', glyph: 'bang' },
  unknown: { tone: 'grey', glyph: 'ring' },
};

/** A source's state as the box names it; a newer box may have words that this console does not know yet. */
export function sourceLook(state: string): { word: SourceWord; tone: Tone; glyph: Glyph } {
  const word = Object.hasOwn(looks, state) ? (state as SourceWord) : 'unknown';
  return { word, ...looks[word] };
}
