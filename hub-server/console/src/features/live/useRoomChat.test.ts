import { expect, test } from 'vitest';
import type { ChatMessage, RoomChat } from '../../api/types';
import { withChatNews, withSaid } from './useRoomChat';

function message(id: string, mine = false): ChatMessage {
  return { id, at: '2026-11-23T08:00:00Z', author: '王秀英', text: id, mine };
}

function chat(...messages: ChatMessage[]): RoomChat {
  return { roomId: 'r', allowed: true, messages };
}

test('WithChatNews_MessagesThatAreMine_StayMine', () => {
  expect(withChatNews(chat(message('a', true)), chat(message('a'), message('b')))).toEqual(
    chat(message('a', true), message('b')),
  );
});

test('WithChatNews_AMessageTakenBack_IsGone', () => {
  expect(withChatNews(chat(message('a', true), message('b')), chat(message('b')))).toEqual(chat(message('b')));
});

test('WithSaid_NewsCameFirst_IsNotThereTwice', () => {
  expect(withSaid(chat(message('a'), message('b')), message('a', true))).toEqual(
    chat(message('a', true), message('b')),
  );
  expect(withSaid(chat(message('a')), message('b', true))).toEqual(chat(message('a'), message('b', true)));
});
