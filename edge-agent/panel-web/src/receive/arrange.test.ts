import { describe, expect, it } from 'vitest';
import type { LinkedLesson } from '../box/linkedLesson';
import { arrange, lostSince } from './arrange';
import { madeLesson } from './madeLesson';

const places = (lesson: LinkedLesson): string[] =>
  arrange(lesson).map(({ source, place }) => `${source.source} ${place}`);

describe('arrange', () => {
  it('stands the host’s pictures side by side', () => {
    expect(places(madeLesson('receiver'))).toEqual(['screen equal', 'teacher equal']);
  });

  it('makes large what the host chose, else the first', () => {
    const lesson = madeLesson('receiver', { layout: 'one-large', mainSource: 'teacher' });
    expect(places(lesson)).toEqual(['screen small', 'teacher large']);
    expect(places({ ...lesson, mainSource: 'gone' })).toEqual(['screen large', 'teacher small']);
  });

  it('makes large who has the floor', () => {
    const lesson = madeLesson('receiver', { layout: 'picture-in-picture', floor: 'b' });
    expect(places(lesson)).toEqual(['screen small', 'teacher small', 'pupils large']);
    expect(places(madeLesson('host', { floor: 'b' }))).toEqual(['pupils large', 'student small']);
  });

  it('shows the host a mosaic, of three at most', () => {
    const lesson = madeLesson('host');
    expect(places(lesson)).toEqual(['student equal', 'pupils equal']);
    const many = [...lesson.sources, ...lesson.sources, ...lesson.sources];
    expect(arrange({ ...lesson, sources: many })).toHaveLength(3);
  });

  it('passes over sources of rooms that it does not know', () => {
    const lesson = madeLesson('receiver');
    expect(arrange({ ...lesson, rooms: [] })).toEqual([]);
  });
});

describe('lostSince', () => {
  it('is null while anything of the host is there', () => {
    const lesson = madeLesson('receiver');
    const [first, second] = lesson.sources;
    if (!first || !second) throw new Error('no sources');
    expect(lostSince(lesson)).toBeNull();
    expect(lostSince({ ...lesson, sources: [{ ...first, state: 'lost' }, second] })).toBeNull();
    const lost = [
      { ...first, state: 'lost' as const, since: '2026-09-01T02:00:05Z' },
      { ...second, state: 'lost' as const, since: '2026-09-01T02:00:04Z' },
    ];
    expect(lostSince({ ...lesson, sources: lost })).toEqual(new Date('2026-09-01T02:00:04Z'));
  });
});
