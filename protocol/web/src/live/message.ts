/** A message of protocol/live.md. What it carries is a view into the bytes that came. */
export type LiveMessage =
  | { kind: 'epoch'; track: LiveTrack; epoch: number; origin: number; codec: string; init: Uint8Array<ArrayBuffer> }
  | {
      kind: 'frame';
      track: LiveTrack;
      keyframe: boolean;
      epoch: number;
      captured: number;
      data: Uint8Array<ArrayBuffer>;
    }
  | { kind: 'ended'; track: LiveTrack };

export type LiveTrack = 'picture' | 'sound';

export type LiveCondition = 'waiting' | 'live' | 'lost' | 'ended';
export type LiveQuality = 'full' | 'reduced' | 'keyframes' | 'sound';

export interface LiveStateMessage {
  state: LiveCondition;
  quality: LiveQuality;
}

const epochHead = 16;
const frameHead = 15;
const conditions: readonly string[] = ['waiting', 'live', 'lost', 'ended'];
const qualities: readonly string[] = ['full', 'reduced', 'keyframes', 'sound'];

/** Null for what is of a later version or no message at all: it is passed over. Times are UTC seconds. */
export function readMessage(bytes: ArrayBuffer): LiveMessage | null {
  const view = new DataView(bytes);
  if (view.byteLength < 2 || view.getUint8(1) > 1) return null;
  const track = view.getUint8(1) === 0 ? 'picture' : 'sound';
  switch (view.getUint8(0)) {
    case 1:
      return readEpoch(view, track);
    case 2:
      if (view.byteLength < frameHead) return null;
      return {
        kind: 'frame',
        track,
        keyframe: (view.getUint8(2) & 1) !== 0,
        epoch: view.getUint32(3),
        captured: seconds(view, 7),
        data: new Uint8Array(bytes, frameHead),
      };
    case 3:
      return { kind: 'ended', track };
    default:
      return null;
  }
}

/** Null for what is no state. */
export function readState(text: string): LiveStateMessage | null {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof said !== 'object' || said === null || !('type' in said) || said.type !== 'state') return null;
  const state = 'state' in said ? said.state : undefined;
  const quality = 'quality' in said ? said.quality : undefined;
  if (typeof state !== 'string' || !conditions.includes(state)) return null;
  const known = typeof quality === 'string' && qualities.includes(quality);
  return { state: state as LiveCondition, quality: known ? (quality as LiveQuality) : 'full' };
}

function readEpoch(view: DataView<ArrayBuffer>, track: LiveTrack): LiveMessage | null {
  if (view.byteLength < epochHead) return null;
  const length = view.getUint16(14);
  if (view.byteLength < epochHead + length) return null;
  const codec = String.fromCharCode(...new Uint8Array(view.buffer, epochHead, Math.min(length, 64)));
  return {
    kind: 'epoch',
    track,
    epoch: view.getUint32(2),
    origin: seconds(view, 6),
    codec,
    init: new Uint8Array(view.buffer, epochHead + length),
  };
}

/** Microseconds of this century are whole numbers below 2^53. */
function seconds(view: DataView, at: number): number {
  return Number(view.getBigInt64(at)) / 1_000_000;
}
