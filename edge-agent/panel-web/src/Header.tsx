import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { onlookersInWords } from './box/onlookers';
import { isReplaced, type BoxStatus, type Onlookers } from './box/status';
import { Icon, type IconName } from './look/icons';
import type { Screen } from './screen';
import { switchLanguage } from './words';

interface HeaderProps {
  status: BoxStatus;
  screen: Screen;
  onScreen: (screen: Screen) => void;
}

const hubIcons: Record<BoxStatus['hub']['state'], IconName> = {
  online: 'online',
  offline: 'offline',
  unenrolled: 'offline',
};

/** Where we are, whether the hub is there, what time it is. */
export function Header({ status, screen, onScreen }: HeaderProps): ReactElement {
  const { t } = useTranslation();
  const idle = status.recorder.state === 'idle' && status.lesson === null;
  return (
    <header className="header">
      {screen !== 'lesson' && (
        <button type="button" className="button button-quiet" onClick={() => onScreen('lesson')}>
          <Icon name="back" /> {t('app.back')}
        </button>
      )}
      <h1 className="place">
        {status.room === '' ? (
          t('app.unnamedRoom')
        ) : (
          <>
            <span className="place-school">{status.school}</span> {status.room}
          </>
        )}
      </h1>
      <span className={`pill pill-${status.hub.state}`}>
        <Icon name={hubIcons[status.hub.state]} />{' '}
        {t(isReplaced(status.hub) ? 'hub.replaced' : `hub.${status.hub.state}`)}
      </span>
      {status.live !== null && (
        <span className="pill pill-live">
          <Icon name="camera" /> {t('live.on')}
        </span>
      )}
      <OnlookersPill onlookers={status.onlookers} />
      <WallClock />
      {idle && screen === 'lesson' && (
        <nav className="nav">
          {status.hub.state === 'online' && (
            <button type="button" className="button button-quiet" onClick={() => onScreen('linked')}>
              <Icon name="camera" /> {t('app.startLinked')}
            </button>
          )}
          <button type="button" className="button button-quiet" onClick={() => onScreen('recordings')}>
            <Icon name="recordings" /> {t('app.recordings')}
          </button>
          <button type="button" className="button button-quiet" onClick={() => onScreen('installer')}>
            <Icon name="settings" /> {t('app.installer')}
          </button>
        </nav>
      )}
      <button
        type="button"
        className="button button-quiet"
        lang={t('app.language') === 'English' ? 'en' : 'zh-CN'}
        onClick={switchLanguage}
      >
        {t('app.language')}
      </button>
    </header>
  );
}

/** That somebody looks into the lesson is never hidden from the teacher; it is said calmly, and interrupts nothing. */
function OnlookersPill({ onlookers }: { onlookers: Onlookers | null }): ReactElement {
  const { t } = useTranslation();
  return (
    <span role="status" className="onlookers">
      {onlookers !== null && (
        <span className="pill pill-onlookers">
          <Icon name="uncover" />
          <span className="onlookers-names">{t('onlookers.now', { who: onlookersInWords(onlookers, t) })}</span>
        </span>
      )}
    </span>
  );
}

function WallClock(): ReactElement {
  const { i18n } = useTranslation();
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1000);
    return () => clearInterval(timer);
  }, []);
  const format = new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return (
    <time className="wall-clock" dateTime={now.toISOString()}>
      {format.format(now)}
    </time>
  );
}
