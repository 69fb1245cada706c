import { useEffect, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
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
  useEffect(tellShown, []);
  useEffect(() => {
    if (language !== undefined) followBox(language);
  }, [language]);
  if (link.refused || !status) {
    return <Words text={t(link.refused ? 'receive.refused' : link.answering ? 'app.loading' : 'notice.boxSilent')} />;
  }
  const { lesson } = status;
  if (!lesson) return <Words text={t('receive.none')} small={`${status.school} ${status.room}`.trim()} />;
  if (lesson.phase === 'check') return <Before lesson={lesson} />;
  return (
    <main className="rc-board">
      <h1 className="rc-unseen">{lesson.title}</h1>
      <Stage key={lesson.lessonId} lesson={lesson} online={status.hub.state === 'online'} />
    </main>
  );
}

const shownMilliseconds = 2000;

/** Tells the box that opened this page that it runs; a page that says nothing is replaced. */
function tellShown(): (() => void) | undefined {
  const key = new URLSearchParams(location.search).get('shown');
  if (key === null) return undefined;
  const tell = (): void => void box.shown(key).catch(() => undefined);
  tell();
  const timer = setInterval(tell, shownMilliseconds);
  return () => clearInterval(timer);
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
