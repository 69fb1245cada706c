import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { backOff, openEventStream } from './eventStream';
import { createEventParser, type ServerEvent } from './parser';

describe('createEventParser', () => {
  it('ChunksCutAnywhere_GiveTheSameEvents', () => {
    const text = ': hello\n\nevent: status\ndata: {"a":\ndata: 1}\nid: 7\n\ndata: x\r\n\r\n';
    const expected = [
      { event: 'status', data: '{"a":\n1}', id: '7' },
      { event: 'message', data: 'x', id: null },
    ];
    for (let cut = 0; cut <= text.length; cut += 1) {
      const parse = createEventParser();
      expect([...parse(text.slice(0, cut)), ...parse(text.slice(cut))]).toEqual(expected);
    }
  });

  it('AnEventWithoutEnd_IsRefused', () => {
    const parse = createEventParser();
    expect(() => {
      for (let chunk = 0; chunk < 10; chunk += 1) parse('x'.repeat(1_000_000));
    }).toThrow(RangeError);
  });
});

describe('backOff', () => {
  it('Grows_ToTenSecondsAtMost', () => {
    expect(backOff(0, () => 0)).toBe(200);
    expect(backOff(1, () => 1)).toBe(1200);
    expect(backOff(50, () => 1)).toBe(10_200);
  });
});

describe('openEventStream', () => {
  let server: Server | null = null;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function serve(answer: (response: ServerResponse, call: number) => void): Promise<string> {
    let calls = 0;
    const created = createServer((_, response) => answer(response, calls++));
    server = created;
    await new Promise<void>((resolve) => created.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(created.address() as AddressInfo).port}/`;
  }

  it('TheServerBreaksOff_ComesBackByItself', async () => {
    const address = await serve((response, call) => {
      if (call === 1) {
        response.writeHead(503).end();
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${call}\n\n`);
      if (call === 0) response.end();
    });
    const connections: boolean[] = [];
    const events = await new Promise<ServerEvent[]>((resolve) => {
      const seen: ServerEvent[] = [];
      const close = openEventStream(address, {
        onConnection: (connected) => connections.push(connected),
        onEvent: (event) => {
          seen.push(event);
          if (seen.length === 2) {
            close();
            resolve(seen);
          }
        },
      });
    });
    expect(events.map((event) => event.data)).toEqual(['0', '2']);
    expect(connections).toEqual([true, false, false, true]);
  }, 30_000);

  it('TheServerRefuses_IsToldOnceAndNotAskedAgain', async () => {
    let calls = 0;
    const address = await serve((response) => {
      calls += 1;
      response.writeHead(401).end();
    });
    const status = await new Promise<number>((resolve) => {
      openEventStream(address, { onEvent: () => undefined, onConnection: () => undefined, onRefused: resolve });
    });
    expect(status).toBe(401);
    expect(calls).toBe(1);
  });
});
