import { describe, expect, it } from 'vitest';
import { newSource, type Source } from '../box/sources';
import { readJoinCode, readJoinFile } from './joinCode';
import { faultsOf } from './sourceRules';

describe('readJoinCode', () => {
  it('SpacesDashesAndLowerCase_DoNotCount', () => {
    expect(readJoinCode('abcd-EFGH 0123')).toEqual({ count: 12, wrong: null, hasHub: false });
  });

  it('LettersThatLookLikeDigits_AreTakenAsDigits', () => {
    expect(readJoinCode('oil0')).toMatchObject({ count: 4, wrong: null });
  });

  it('OtherLetters_AreNamed', () => {
    expect(readJoinCode('ABCU')).toMatchObject({ wrong: 'U' });
    expect(readJoinCode('ABC中')).toMatchObject({ wrong: '中' });
  });

  it('AnAddressBehindIt_IsNotPartOfTheCode', () => {
    expect(readJoinCode('ABCD@hub.example:8701')).toEqual({ count: 4, wrong: null, hasHub: true });
    expect(readJoinCode('ABCD@')).toMatchObject({ hasHub: false });
  });
});

describe('readJoinFile', () => {
  it.each(['', 'null', '[]', '{"hub":1,"code":"x"}', '<html>'])('%j is none', (text) => {
    expect(readJoinFile(text)).toBeNull();
  });

  it('AJoinFile_IsRead', () => {
    const text = '{"hub":"https://hub:8701","code":"ABCD","room":"三（2）班","expiresAt":"2026-11-22T00:00:00Z"}';
    expect(readJoinFile(text)).toEqual({ hub: 'https://hub:8701', code: 'ABCD', room: '三（2）班' });
  });
});

describe('faultsOf', () => {
  const camera: Source = { ...newSource, name: 'teacher', address: 'rtsp://10.0.0.1/1' };
  it.each<[Partial<Source>, object]>([
    [{}, {}],
    [{ name: '' }, { name: 'nameBad' }],
    [{ name: 'Teacher' }, { name: 'nameBad' }],
    [{ name: 'tracks' }, { name: 'nameBad' }],
    [{ name: 'a'.repeat(33) }, { name: 'nameBad' }],
    [{ name: 'screen' }, { name: 'nameTaken' }],
    [{ address: 'http://10.0.0.1' }, { address: 'addressRtsp' }],
    [{ kind: 'file', address: ' ' }, { address: 'addressMissing' }],
    [{ kind: 'test', address: '' }, {}],
    [{ delayMs: 5001 }, { delayMs: 'delayBad' }],
    [{ delayMs: Number.NaN }, { delayMs: 'delayBad' }],
  ])('%j', (change, faults) => {
    expect(faultsOf({ ...camera, ...change }, [{ ...newSource, name: 'screen' }])).toEqual(faults);
  });
});
