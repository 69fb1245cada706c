import { spacedHex, type DeviceValue, type TracedPiece } from '@tongtang/web/equipment';

/** A message that came in, and how often. */
export interface Heard {
  hex: string;
  count: number;
  lastAt: string;
}

/** What a message may mean: of a device that is pressed on its own keys, what it then says. */
export const meanings = [
  'power-on',
  'power-standby',
  'mute-on',
  'mute-off',
  'picture_mute-on',
  'picture_mute-off',
  'freeze-on',
  'freeze-off',
  'lock-on',
  'lock-off',
] as const;
export type Meaning = (typeof meanings)[number];

interface Told {
  property: string;
  answer: string;
  values: Record<string, DeviceValue>;
}

/** A command table that only listens, for the generic driver. */
export interface LearnedTable {
  names: { zh: string; en: string };
  proof: 'unproven';
  note: string;
  framing?: { start?: string; length?: number; end?: string };
  told: Told[];
}

/** The different messages among what came in, the newest first. */
export function heardOf(pieces: readonly TracedPiece[]): Heard[] {
  const heard = new Map<string, Heard>();
  for (const { direction, hex, at, hidden } of pieces) {
    if (direction !== 'in' || hidden || hex === '') continue;
    const count = (heard.get(hex)?.count ?? 0) + 1;
    heard.delete(hex);
    heard.set(hex, { hex, count, lastAt: at });
  }
  return [...heard.values()].reverse();
}

/** The table of the messages that were named; null: none is. */
export function tableOf(
  name: string,
  named: readonly (readonly [hex: string, meaning: Meaning])[],
): LearnedTable | null {
  if (named.length === 0) return null;
  const frames = named.map(([hex, meaning]) => {
    const [property = '', word = ''] = meaning.split('-');
    return { bytes: bytesOf(hex), property, value: property === 'power' ? word : word === 'on' };
  });
  const groups = new Map<string, typeof frames>();
  for (const frame of frames) {
    const key = `${frame.property} ${frame.bytes.length}`;
    groups.set(key, [...(groups.get(key) ?? []), frame]);
  }
  const framing = framingOf(frames.map(({ bytes }) => bytes));
  return {
    names: { zh: name, en: name },
    proof: 'unproven',
    note: `Learned by listening: ${named.map(([hex, meaning]) => `${spacedHex(hex)} = ${meaning}`).join('; ')}`,
    ...(framing ? { framing } : {}),
    told: [...groups.values()].flatMap(toldOf),
  };
}

type Frame = { bytes: string[]; property: string; value: DeviceValue };

/** One line for messages that one byte tells apart; else one for each. */
function toldOf(frames: Frame[]): Told[] {
  const [first] = frames;
  if (!first) return [];
  const differs = first.bytes.map((_, at) => new Set(frames.map(({ bytes }) => bytes[at])).size > 1);
  const at = first.bytes.findIndex((_, place) => differs[place] && tellsApart(frames, place));
  if (at < 0 && frames.length > 1) return frames.flatMap((frame) => toldOf([frame]));
  // Of one message alone any byte would do; its end is most likely what says something, but not a line's end.
  const place =
    at >= 0
      ? at
      : Math.max(
          0,
          first.bytes.findLastIndex((byte) => byte !== '0D' && byte !== '0A'),
        );
  // What else differs goes with the value, as a sum does.
  const answer = first.bytes
    .map((byte, other) => (other === place ? '{value}' : differs[other] ? '..' : byte))
    .join(' ');
  const values = Object.fromEntries(frames.map(({ bytes, value }) => [bytes[place] ?? '', value]));
  return [{ property: first.property, answer, values }];
}

function tellsApart(frames: readonly Frame[], place: number): boolean {
  const seen = new Map<string, DeviceValue>();
  return frames.every(({ bytes, value }) => {
    const byte = bytes[place] ?? '';
    const known = seen.get(byte) ?? value;
    seen.set(byte, value);
    return known === value;
  });
}

/** How messages are told apart where the line gives them in pieces: by how they begin and how long they are, or by how they end. */
function framingOf(frames: readonly string[][]): LearnedTable['framing'] {
  const [first, ...others] = frames;
  if (!first || others.length === 0) return undefined;
  if (others.every((frame) => frame.length === first.length)) {
    const same = first.findIndex((byte, at) => others.some((frame) => frame[at] !== byte));
    const start = first.slice(0, same < 0 ? first.length : same);
    return start.length > 0 ? { start: start.join(' '), length: first.length } : undefined;
  }
  const end = first.at(-1);
  return end !== undefined && others.every((frame) => frame.at(-1) === end) ? { end } : undefined;
}

function bytesOf(hex: string): string[] {
  return hex.toUpperCase().match(/../g) ?? [];
}
