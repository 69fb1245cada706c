import { expect, test } from 'vitest';
import { playedPart, secondsOfText, textOfSeconds } from './lessonTimes';

const begun = '2027-03-10T00:00:00.000Z';

test('a lesson that is played whole keeps its times', () => {
  const marks = [{ atSeconds: 5, label: 'a' }];
  expect(playedPart(begun, null, marks, [])).toEqual({ from: 0, startedAt: begun, marks, chapters: [] });
});

test('of a part, times count from its beginning and what is outside goes', () => {
  const marks = [3, 12, 50].map((atSeconds) => ({ atSeconds }));
  const chapters = [
    { atSeconds: 0, title: 'a' },
    { atSeconds: 8, title: 'b' },
    { atSeconds: 20, title: 'c' },
    { atSeconds: 40, title: 'd' },
  ];
  const played = playedPart(begun, { fromSeconds: 10, toSeconds: 40 }, marks, chapters);
  expect(played.startedAt).toBe('2027-03-10T00:00:10.000Z');
  expect(played.marks).toEqual([{ atSeconds: 2 }]);
  expect(played.chapters).toEqual([
    { atSeconds: 0, title: 'b' },
    { atSeconds: 10, title: 'c' },
  ]);
});

test('a chapter that begins with the part is not there twice', () => {
  const chapters = [0, 10].map((atSeconds) => ({ atSeconds, title: `${atSeconds}` }));
  expect(playedPart(begun, { fromSeconds: 10, toSeconds: null }, [], chapters).chapters).toEqual([
    { atSeconds: 0, title: '10' },
  ]);
});

test('times are read as people write them', () => {
  expect(['1:02:03.5', '2：03', '123', ' 0:07 '].map(secondsOfText)).toEqual([3723.5, 123, 123, 7]);
  for (const text of ['', 'x', '1:60', '1:2:3:4', '-1', '1:']) expect(secondsOfText(text)).toBeUndefined();
});

test('times are written as they are read', () => {
  for (const seconds of [0, 59.9, 3723.5, 60]) expect(secondsOfText(textOfSeconds(seconds))).toBe(seconds);
  expect(textOfSeconds(3723.5)).toBe('01:02:03.5');
});
