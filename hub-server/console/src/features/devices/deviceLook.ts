import type { ListedState } from '../../api/types';
import type { Glyph, Tone } from '../../components/StatusTag';

interface Look {
  tone: Tone;
  glyph: Glyph;
}

const looks: Record<ListedState, Look> = {
  online: { tone: 'green', glyph: 'dot' },
  connecting: { tone: 'blue', glyph: 'ring' },
  offline: { tone: 'red', glyph: 'cross' },
  disabled: { tone: 'grey', glyph: 'dash' },
  stale: { tone: 'grey', glyph: 'ring' },
};

/** A state as colour and shape; its word is `deviceState.<state>`. */
export function deviceLook(state: ListedState): Look {
  return looks[state];
}
