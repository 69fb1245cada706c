export interface TracedPiece {
  number: number;
  at: string;
  direction: 'in' | 'out';
  hex: string;
  length: number;
  hidden: boolean;
}

/** As many as a person still reads; older ones go. */
export const shownPieces = 300;

interface Shown {
  pieces: TracedPiece[];
  missed: number;
}

/** What is shown after more has come; a stream that was broken and begins again brings what is there already. */
export function withPieces(before: Shown, news: Shown): Shown {
  // A device that was set up anew counts from the start again, at another time.
  const keyOf = ({ number, at }: TracedPiece) => `${number} ${at}`;
  const known = new Set(before.pieces.map(keyOf));
  const pieces = [...before.pieces, ...news.pieces.filter((piece) => !known.has(keyOf(piece)))];
  return { pieces: pieces.slice(-shownPieces), missed: before.missed + news.missed };
}

/** The time of day with milliseconds. */
export function clockOf(language: string, at: string): string {
  return new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  }).format(new Date(at));
}

/** With a blank between bytes: "41 0d". */
export function spacedHex(hex: string): string {
  return hex.replace(/(..)(?=.)/g, '$1 ');
}

/** What of it can be read as ASCII; a dot for each other byte. */
export function asText(hex: string): string {
  return (hex.match(/../g) ?? [])
    .map((pair) => Number.parseInt(pair, 16))
    .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'))
    .join('');
}
