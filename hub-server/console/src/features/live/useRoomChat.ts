import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { openEventStream } from '@tongtang/web';
import { useEffect } from 'react';
import { ask, hub } from '../../api/client';
import type { ChatMessage, RoomChat } from '../../api/types';

function chatKey(roomId: string) {
  return ['live', 'chat', roomId];
}

/** The news, which goes to everybody, with what is known of whose messages these are. */
export function withChatNews(known: RoomChat | undefined, news: RoomChat): RoomChat {
  const mine = new Set(known?.messages.filter((message) => message.mine).map((message) => message.id));
  return { ...news, messages: news.messages.map((message) => ({ ...message, mine: mine.has(message.id) })) };
}

/** One's own message: at its place, or at the end when the news of it has not come. */
export function withSaid(known: RoomChat, said: ChatMessage): RoomChat {
  const has = known.messages.some((message) => message.id === said.id);
  const messages = has
    ? known.messages.map((message) => (message.id === said.id ? said : message))
    : [...known.messages, said];
  return { ...known, messages };
}

/** What those who watch a room write, kept as the hub tells it while it is shown. */
export function useRoomChat(roomId: string) {
  const queryClient = useQueryClient();
  const chat = useQuery({
    queryKey: chatKey(roomId),
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/rooms/{id}/chat', { params: { path: { id: roomId } }, signal })),
  });
  useEffect(() => {
    let lost = false;
    return openEventStream(`/api/v1/events?kinds=chat&readings=${roomId}`, {
      onEvent: ({ event, data }) => {
        if (event !== 'chat') return;
        const news = JSON.parse(data) as RoomChat;
        queryClient.setQueryData<RoomChat>(chatKey(roomId), (known) => withChatNews(known, news));
      },
      onConnection: (connected) => {
        // What was said while the stream was down was told to nobody.
        if (connected && lost) void queryClient.invalidateQueries({ queryKey: chatKey(roomId) });
        lost = !connected;
      },
    });
  }, [queryClient, roomId]);
  return chat;
}

export function useSay(roomId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (text: string) =>
      ask(hub.POST('/api/v1/rooms/{id}/chat', { params: { path: { id: roomId } }, body: { text } })),
    onSuccess: (said) => queryClient.setQueryData<RoomChat>(chatKey(roomId), (known) => known && withSaid(known, said)),
  });
}

export function useTakeBack(roomId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (messageId: string) =>
      ask(hub.DELETE('/api/v1/rooms/{id}/chat/{messageId}', { params: { path: { id: roomId, messageId } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: chatKey(roomId) }),
  });
}
