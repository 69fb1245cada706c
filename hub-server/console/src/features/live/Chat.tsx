import { DeleteOutlined } from '@ant-design/icons';
import { Alert, Button, Input } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { ChatMessage } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Moment } from '../../components/Moment';
import { QueryView } from '../../components/QueryView';
import { useProblemText } from '../../components/useProblemText';
import styles from './Chat.module.css';
import { useRoomChat, useSay, useTakeBack } from './useRoomChat';

const longestText = 200;

/** What those who watch the room write to each other. */
export function Chat({ roomId }: { roomId: string }) {
  const { t } = useWords();
  const chat = useRoomChat(roomId);
  return (
    <section className={styles['chat']} aria-labelledby="chat-title">
      <h2 id="chat-title">{t('chat.title')}</h2>
      <QueryView query={chat}>{(found) => <Messages roomId={roomId} messages={found.messages} />}</QueryView>
      <Say roomId={roomId} />
    </section>
  );
}

function Messages({ roomId, messages }: { roomId: string; messages: ChatMessage[] }) {
  const { t } = useWords();
  const problem = useProblemText();
  const takeBack = useTakeBack(roomId);
  const list = useRef<HTMLUListElement>(null);
  const newest = messages.at(-1)?.id;
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [newest]);
  return (
    <>
      {messages.length === 0 && <p className={styles['soft']}>{t('chat.empty')}</p>}
      {/* Who reads it by keys scrolls it by keys. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul ref={list} className={styles['messages']} aria-live="polite" aria-label={t('chat.title')} tabIndex={0}>
        {messages.map((message) => (
          <li key={message.id} className={styles['message']}>
            <span>
              <strong>{message.mine ? t('chat.me') : message.author}</strong>{' '}
              <span className={styles['soft']}>
                <Moment at={message.at} />
              </span>
              <span className={styles['text']}>{message.text}</span>
            </span>
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t('chat.takeBack', { text: message.text })}
              onClick={() => takeBack.mutate(message.id)}
            />
          </li>
        ))}
      </ul>
      {takeBack.isError && <Alert type="error" showIcon title={problem(takeBack.error)} />}
    </>
  );
}

function Say({ roomId }: { roomId: string }) {
  const { t } = useWords();
  const problem = useProblemText();
  const [text, setText] = useState('');
  const say = useSay(roomId);
  const send = () => {
    if (text.trim() !== '' && !say.isPending) say.mutate(text, { onSuccess: () => setText('') });
  };
  return (
    <>
      <div className={styles['say']}>
        <Input
          value={text}
          maxLength={longestText}
          placeholder={t('chat.placeholder')}
          aria-label={t('chat.placeholder')}
          onChange={({ target }) => setText(target.value)}
          onPressEnter={(event) => {
            // Enter also ends the choice of characters while one types Chinese.
            if (!event.nativeEvent.isComposing) send();
          }}
        />
        <Button type="primary" onClick={send} loading={say.isPending} disabled={text.trim() === ''}>
          {t('chat.send')}
        </Button>
      </div>
      {say.isError && <Alert type="error" showIcon title={problem(say.error)} />}
    </>
  );
}
