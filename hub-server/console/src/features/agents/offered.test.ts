import { expect, test } from 'vitest';
import type { Room } from '../../api/types';
import { offered } from './offered';
import { sourceLook } from './sourceLook';

test.each([
  ['online', 'idle', ['start']],
  ['online', 'starting', ['stop']],
  ['online', 'recording', ['pause', 'stop']],
  ['online', 'paused', ['resume', 'stop']],
  ['online', 'stopping', []],
  ['offline', 'recording', []],
  ['unenrolled', 'idle', []],
] as const)('Offered_%s_%s', (presence, recorder, expected) => {
  expect(offered({ presence, state: { recorder } as Room['state'] })).toEqual(expected);
});

test('SourceLook_WordOfANewerBox_IsUnknown', () => {
  expect(sourceLook('lost').tone).toBe('orange');
  expect(sourceLook('constructor').word).toBe('unknown');
});
