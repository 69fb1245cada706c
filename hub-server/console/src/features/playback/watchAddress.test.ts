import { expect, test } from 'vitest';
import { embedAddress, linkOf, watchAddress } from './watchAddress';

const playlist = `/media/t/${'k'.repeat(43)}/${'0'.repeat(32)}/index.m3u8`;

test('WatchAddress_Playlist_ComesBackFromTheHash', () => {
  const address = watchAddress(playlist, 'https://hub.example/recordings/x');
  expect(address).toBe(`https://hub.example/watch#${playlist}`);
  expect(linkOf(new URL(address).hash)).toEqual({ kind: 'lesson', token: 'k'.repeat(43), id: '0'.repeat(32) });
});

test('WatchAddress_Room_ComesBackFromTheHash', () => {
  const room = `/live/t/${'k'.repeat(43)}/${'0'.repeat(32)}`;
  expect(linkOf(new URL(watchAddress(room, 'https://hub.example/')).hash)?.kind).toBe('live');
  expect(embedAddress(room, 'https://hub.example/x')).toBe(`https://hub.example/embed/live#${room}`);
  expect(embedAddress(playlist, 'https://hub.example/x')).toBe(`https://hub.example/embed/lesson#${playlist}`);
  expect(linkOf(`#${room}/teacher`)).toBeUndefined();
});

test('WatchAddress_Collection_ComesBackFromTheHash', () => {
  const collection = `/media/t/${'k'.repeat(43)}/collections/${'0'.repeat(32)}`;
  const { hash } = new URL(watchAddress(collection, 'https://hub.example/'));
  expect(linkOf(hash)).toEqual({ kind: 'collection', token: 'k'.repeat(43), id: '0'.repeat(32) });
  expect(linkOf(`${hash}/index.m3u8`)).toBeUndefined();
});

test.each(['', '#', '#//evil.example/x.m3u8', '#/media/t/short/x/index.m3u8', `#${playlist}?x`, `#/api/v1/session`])(
  'LinkOf_%s_IsRefused',
  (hash) => {
    expect(linkOf(hash)).toBeUndefined();
  },
);
