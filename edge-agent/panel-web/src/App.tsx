import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useBoxLink } from './box/boxLink';
import { tellTouches } from './box/wake';
import { Header } from './Header';
import { InstallerScreen } from './installer/InstallerScreen';
import { PinPad } from './installer/PinPad';
import { LessonScreen } from './lesson/LessonScreen';
import { LinkedScreen } from './linked/LinkedScreen';
import { StartScreen } from './linked/StartScreen';
import { RecordingsScreen } from './recordings/RecordingsScreen';
import type { Screen } from './screen';
import { followBox } from './words';

/** One screen, and three more behind it while there is no lesson. */
export function App(): ReactElement {
  const { t } = useTranslation();
  const link = useBoxLink();
  const { status } = link;
  const [chosen, setScreen] = useState<Screen>('lesson');
  const language = status?.language;

  useEffect(tellTouches, []);
  useEffect(() => {
    if (language !== undefined) followBox(language);
  }, [language]);

  if (link.refused) {
    return (
      <main className="waiting">
        <PinPad pinSet onEntered={link.retry} />
      </main>
    );
  }
  if (!status) {
    return (
      <main className="waiting" role="status">
        <p>{t(link.answering ? 'app.loading' : 'notice.boxSilent')}</p>
      </main>
    );
  }
  const { lesson } = status;
  const idle = status.recorder.state === 'idle' && lesson === null;
  // A lesson that begins, wherever it was started, takes the screen.
  if (!idle && chosen !== 'lesson') setScreen('lesson');
  const covered = !idle && status.recorder.covered;
  const screen = idle ? chosen : 'lesson';
  return (
    <div className="app" data-state={link.answering ? (covered ? 'paused' : status.recorder.state) : 'silent'}>
      <Header status={status} screen={screen} onScreen={setScreen} />
      {screen === 'lesson' && lesson === null && <LessonScreen link={link} status={status} />}
      {screen === 'lesson' && lesson !== null && <LinkedScreen link={link} status={status} lesson={lesson} />}
      {screen === 'linked' && <StartScreen />}
      {screen === 'recordings' && <RecordingsScreen />}
      {screen === 'installer' && <InstallerScreen status={status} onSession={link.retry} />}
    </div>
  );
}
