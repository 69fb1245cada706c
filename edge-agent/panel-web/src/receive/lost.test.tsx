// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LinkedLesson } from '../box/linkedLesson';
import { loadWords } from '../words';
import { Lost } from './Lost';
import { madeLesson } from './madeLesson';

const asked: [path: string, body: unknown][] = [];

beforeEach(async () => {
  await loadWords();
  asked.length = 0;
  vi.useFakeTimers({ now: Date.parse('2026-09-01T02:00:30Z') });
  vi.stubGlobal('fetch', (path: string, options: { body?: string }) => {
    asked.push([path, JSON.parse(options.body ?? 'null')]);
    return Promise.resolve(new Response('{}', { headers: { 'content-type': 'application/json' } }));
  });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The host lost since 02:00:00. */
function lost(recorded: boolean): LinkedLesson {
  const lesson = madeLesson('receiver');
  return {
    ...lesson,
    sources: lesson.sources.map((source) => ({ ...source, state: 'lost' })),
    hubRecordingId: recorded ? 'd'.repeat(32) : null,
  };
}

describe('a receiver whose host stays lost', () => {
  it('offers what was recorded, after a minute', async () => {
    render(<Lost lesson={lost(true)} online />);
    expect(screen.queryByText('播放已录下的部分')).toBeNull();
    act(() => void vi.advanceTimersByTime(31_000));
    await act(async () => {
      fireEvent.click(screen.getByText('播放已录下的部分'));
      await vi.advanceTimersByTimeAsync(0);
    });
    expect(asked).toEqual([['/api/v1/lesson/recorded', { on: true }]]);
  });

  it.each([
    ['its own line is down', true, false],
    ['nothing is recorded', false, true],
  ])('offers nothing where %s', (_, recorded, online) => {
    render(<Lost lesson={lost(recorded)} online={online} />);
    act(() => void vi.advanceTimersByTime(31_000));
    expect(screen.getByRole('status')).toBeTruthy();
    expect(screen.queryByText('播放已录下的部分')).toBeNull();
  });

  it('plays it until the host is back', () => {
    const { rerender } = render(<Lost lesson={{ ...lost(true), showsRecorded: true }} online />);
    act(() => void vi.advanceTimersByTime(31_000));
    expect(screen.getByText('回到直播画面')).toBeTruthy();
    rerender(<Lost lesson={{ ...madeLesson('receiver'), showsRecorded: true }} online />);
    expect(screen.queryByText('回到直播画面')).toBeNull();
  });
});
