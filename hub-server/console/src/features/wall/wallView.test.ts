import { describe, expect, it } from 'vitest';
import { changeWall, loudest, pagesOf, readWall, tileSource, turned, writeWall } from './wallView';

const id = (digit: string) => digit.repeat(32);
const read = (text: string) => readWall(new URLSearchParams(text));

describe('the address of a wall', () => {
  it('is read and written the same', () => {
    const text = `size=16&show=all&region=${id('a')}&school=${id('b')}&q=%E4%B8%80&rooms=${id('c')}%2C${id('d')}&page=3&every=60&large=${id('e')}`;
    expect(writeWall(read(text)).toString()).toBe(text);
    expect(writeWall(read('')).toString()).toBe('');
  });

  it('passes over what makes no sense', () => {
    const view = read(
      `size=100&page=-1&every=1&rooms=x,${id('a')},${id('a')},%00&large=..&region=1&q=${'x'.repeat(500)}`,
    );
    expect(view).toMatchObject({ size: 9, page: 1, every: 30, rooms: [id('a')], large: undefined, region: undefined });
    expect(view.q).toHaveLength(100);
    expect(
      read(`rooms=${Array.from({ length: 99 }, (_, n) => n.toString(16).padStart(32, '0')).join(',')}`).rooms,
    ).toHaveLength(48);
  });

  it('keeps what it does not know', () => {
    expect(writeWall(read('size=4'), new URLSearchParams('kiosk=1')).toString()).toBe('kiosk=1&size=4');
  });

  it('begins anew when other rooms are shown, and not when a page is turned', () => {
    const view = { ...read(''), page: 4, school: id('b'), large: id('c') };
    expect(changeWall(view, { q: '一' })).toMatchObject({ page: 1, large: undefined });
    expect(changeWall(view, { region: id('a') }).school).toBeUndefined();
    expect(changeWall(view, { every: 0 })).toMatchObject({ page: 4, large: id('c') });
  });
});

describe('the tiles', () => {
  it('turn round and round', () => {
    expect([turned(3, 1, 3), turned(1, -1, 3), turned(1, 1, 1), turned(9, 1, 3)]).toEqual([1, 3, 1, 1]);
    expect([pagesOf(0, 4), pagesOf(10_000, 9), pagesOf(16, 16)]).toEqual([1, 1112, 1]);
  });

  it('show the teacher first and never a microphone', () => {
    const made = (role: string) => ({ name: `${role}-1`, role });
    expect(tileSource([made('audio'), made('screen'), made('student'), made('teacher')])?.name).toBe('teacher-1');
    expect(tileSource([made('audio'), made('of-a-newer-box')])?.name).toBe('of-a-newer-box-1');
    expect(tileSource([made('audio')])).toBeUndefined();
  });

  it('show the loudest sound', () => {
    expect(loudest([{ audioLevelDb: -40 }, { audioLevelDb: null }, { audioLevelDb: -12 }])).toBe(-12);
    expect(loudest([{ audioLevelDb: null }])).toBeNull();
  });
});
