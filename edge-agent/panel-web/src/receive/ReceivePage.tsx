import { useEffect, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useBoxLink } from '../box/boxLink';
import { followBox } from '../words';
import { Before } from './Before';
import { Stage } from './Stage';

/** What the board of a room shows of a linked lesson, full screen and without anything to press: the panel has the controls. */
export function ReceivePage(): ReactElement {
  const { t } = useTranslation();
  const link = useBoxLink();
  const { status } = link;
  const language = status?.language;
  useEffect(() => {
    if (language !== undefined) followBox(language);
  }, [language]);
  if (link.refused || !status) {
    return <Words text={t(link.refused ? 'receive.refused' : link.answering ? 'app.loading' : 'notice.boxSilent')} />;
  }
  const { lesson } = status;
  if (!lesson) return <Words text={t('receive.none')} small={`${status.school} ${status.room}`.trim()} />;
  if (lesson.phase === 'check') return <Before lesson={lesson} />;
  return <Stage key={lesson.lessonId} lesson={lesson} online={status.hub.state === 'online'} />;
}

function Words({ text, small = '' }: { text: string; small?: string }): ReactElement {
  return (
    <main className="rc-words">
      <div role="status">
        <h1 className="rc-plain">{text}</h1>
      </div>
      {small !== '' && <p className="rc-small">{small}</p>}
    </main>
  );
}
