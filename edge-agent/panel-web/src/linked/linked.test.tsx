// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Actions } from '../lesson/useActions';
import { madeLesson } from '../receive/madeLesson';
import { loadWords } from '../words';
import { HostControls } from './HostControls';
import { inOrder, LessonRooms } from './LessonRooms';
import { ReceiverControls } from './ReceiverControls';

const asked: [path: string, body: unknown][] = [];
const actions: Actions = { act: (_, work) => void work(), pending: null, done: null, problem: null };

beforeEach(async () => {
  asked.length = 0;
  vi.stubGlobal('fetch', (path: string, options: { body?: string }) => {
    asked.push([path, JSON.parse(options.body ?? 'null')]);
    return Promise.resolve(new Response('{}', { headers: { 'content-type': 'application/json' } }));
  });
  await loadWords();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the host', () => {
  it('gives the floor to a room and takes it back', () => {
    const { rerender } = render(<LessonRooms lesson={madeLesson('host')} online actions={actions} />);
    fireEvent.click(screen.getAllByText('请发言')[0] ?? document.body);
    expect(asked).toEqual([['/api/v1/lesson/floor', { roomId: 'b'.repeat(32) }]]);
    rerender(<LessonRooms lesson={madeLesson('host', { floor: 'b' })} online actions={actions} />);
    fireEvent.click(screen.getByText('收回发言'));
    expect(asked[1]).toEqual(['/api/v1/lesson/floor', { roomId: null }]);
  });

  it('chooses the layout, and ends only when it is sure', () => {
    render(<HostControls lesson={madeLesson('host')} covered={false} actions={actions} />);
    fireEvent.click(screen.getByText('画中画'));
    expect(asked).toEqual([['/api/v1/lesson/layout', { layout: 'picture-in-picture', mainSource: null }]]);
    fireEvent.click(screen.getByText('结束课堂'));
    expect(asked).toHaveLength(1);
    fireEvent.click(screen.getByText('结束课堂'));
    expect(asked[1]?.[0]).toBe('/api/v1/lesson/end');
  });
});

describe('a receiver', () => {
  it('has five controls', () => {
    render(<ReceiverControls lesson={madeLesson('receiver')} actions={actions} />);
    const controls = [...screen.getAllByRole('button'), ...screen.getAllByRole('slider')];
    expect(controls).toHaveLength(5);
  });

  it('raises its hand, mutes itself and calls for help', () => {
    render(<ReceiverControls lesson={madeLesson('receiver')} actions={actions} />);
    fireEvent.click(screen.getByText('举手发言'));
    fireEvent.click(screen.getByText('关闭麦克风'));
    fireEvent.click(screen.getByText('呼叫帮助'));
    expect(asked).toEqual([
      ['/api/v1/lesson/hand', { on: true }],
      ['/api/v1/lesson/mute', { on: true }],
      ['/api/v1/lesson/help', { on: true }],
    ]);
  });

  it('cannot give the floor, nor raise its hand before the bell', () => {
    render(<LessonRooms lesson={madeLesson('receiver')} online actions={actions} />);
    expect(screen.queryByText('请发言')).toBeNull();
    render(<ReceiverControls lesson={madeLesson('receiver', { phase: 'check' })} actions={actions} />);
    expect(screen.getByText('举手发言').closest('button')?.disabled).toBe(true);
  });
});

it('does not say that lines are well while it hears nothing', () => {
  const { container, rerender } = render(<LessonRooms lesson={madeLesson('host')} online actions={actions} />);
  expect(container.querySelectorAll('[data-light=green]').length).toBeGreaterThan(0);
  rerender(<LessonRooms lesson={madeLesson('host')} online={false} actions={actions} />);
  expect(container.querySelectorAll('[data-light=none]')).toHaveLength(9);
});

it('puts who waits longest first behind the host', () => {
  const { rooms } = madeLesson('host');
  expect(inOrder(rooms, 'receiver').map((room) => room.roomId[0])).toEqual(['h', 'b', 'a']);
  expect(inOrder(rooms, 'host').map((room) => room.roomId[0])).toEqual(['b', 'a', 'h']);
});
