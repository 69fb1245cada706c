import { describe, expect, it } from 'vitest';
import { readMessage, readState } from './message';
import { pace } from './pace';

function bytes(hex: string): ArrayBuffer {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16)).buffer;
}

describe('messages', () => {
  it('reads an epoch', () => {
    const micro = 1_788_220_800_500_000n.toString(16).padStart(16, '0');
    const epoch = readMessage(bytes(`010100000007${micro}00046d703461aabb`));
    expect(epoch).toMatchObject({ kind: 'epoch', track: 'sound', epoch: 7, origin: 1_788_220_800.5, codec: 'mp4a' });
    expect(epoch?.kind === 'epoch' && [...epoch.init]).toEqual([0xaa, 0xbb]);
  });

  it('reads a frame', () => {
    const frame = readMessage(bytes('020003000000010000000000000000010203'));
    expect(frame).toMatchObject({ kind: 'frame', track: 'picture', keyframe: true, epoch: 1 });
    expect(frame?.kind === 'frame' && [...frame.data]).toEqual([1, 2, 3]);
  });

  it.each(['', '01', '0102', '0900', '0200', '010000000001', '01000000000100000000000000000010'])(
    'passes over %s',
    (hex) => {
      expect(readMessage(bytes(hex))).toBeNull();
    },
  );

  it('reads states, and passes over what is none', () => {
    expect(readState('{"type":"state","state":"lost","quality":"sound"}')).toEqual({ state: 'lost', quality: 'sound' });
    expect(readState('{"type":"state","state":"live","quality":"better"}')).toEqual({ state: 'live', quality: 'full' });
    for (const text of ['', '[', 'null', '{"type":"hello"}', '{"type":"state","state":"odd"}'])
      expect(readState(text)).toBeNull();
  });
});

describe('pace', () => {
  const view = (time: number, end: number, flows = true) => ({ time, end, reserve: 0.1, flows });

  it('keeps its speed when it has what it needs', () => {
    expect(pace([view(10, 10.1)])).toEqual([{ rate: 1, seekTo: null }]);
  });

  it('hurries when it is late, and seeks only when it is far behind', () => {
    const [late] = pace([view(10, 11)]);
    expect(late?.seekTo).toBeNull();
    expect(late?.rate).toBeGreaterThan(1.2);
    expect(pace([view(10, 13.2)])).toEqual([{ rate: 1, seekTo: 13.1 }]);
  });

  it('lets the later one lead and the others show the same moment', () => {
    const [slow, quick] = pace([view(10, 10.1), view(10.2, 10.4)]);
    expect(slow?.rate).toBe(1);
    expect(quick?.rate).toBeLessThan(0.75);
    expect(pace([view(10, 10.1), view(10.01, 10.4)]).map((order) => order.rate)).toEqual([1, 1]);
  });

  it('does not wait for one that is lost', () => {
    const [lost, flowing] = pace([view(5, 5.1, false), view(10, 10.1)]);
    expect(flowing).toEqual({ rate: 1, seekTo: null });
    expect(lost?.seekTo).toBe(5.1);
  });

  it('converges within a frame', () => {
    const views = [view(10, 10.1), view(10.9, 11)];
    for (let round = 0; round < 100; round++) {
      const orders = pace(views);
      views.forEach((one, index) => {
        one.time += 0.1 * (orders[index]?.rate ?? 1);
        one.end += 0.1;
      });
    }
    const [first, second] = views.map((one) => one.time);
    expect(Math.abs((first ?? 0) - (second ?? 99))).toBeLessThanOrEqual(0.04);
  });

  it('has nothing to say of nobody', () => {
    expect(pace([])).toEqual([]);
  });
});
