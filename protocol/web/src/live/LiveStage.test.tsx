// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LiveSource } from './livePlayer';

const asked: string[] = [];

class Line {
  close = vi.fn();
  constructor(address: string) {
    asked.push(new URL(address).pathname);
  }
}

beforeEach(() => {
  asked.length = 0;
  vi.resetModules();
  vi.stubGlobal('MediaSource', vi.fn());
  vi.stubGlobal('WebSocket', Line);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const source = (name: string): LiveSource => ({ name, label: name, address: `/live/room/${name}` });

it('plays on what stays when another source comes or goes', async () => {
  const { LiveStage } = await import('./LiveStage');
  const { container, rerender } = render(<LiveStage sources={[source('host'), source('one')]} />);
  const host = container.querySelector('[data-view=host] video');
  rerender(<LiveStage sources={[source('host'), source('two'), source('one')]} />);
  rerender(<LiveStage sources={[source('host'), source('two')]} />);
  expect(container.querySelector('[data-view=host] video')).toBe(host);
  expect(asked).toEqual(['/live/room/host', '/live/room/one', '/live/room/two']);
});

it('enlarges another when the large one goes', async () => {
  const { LiveStage } = await import('./LiveStage');
  const { container, rerender } = render(<LiveStage sources={[source('host'), source('one'), source('two')]} />);
  expect(container.querySelector('.tp-tile-large')?.getAttribute('data-view')).toBe('host');
  rerender(<LiveStage sources={[source('one'), source('two')]} />);
  expect(container.querySelector('.tp-tile-large')?.getAttribute('data-view')).toBe('one');
});
