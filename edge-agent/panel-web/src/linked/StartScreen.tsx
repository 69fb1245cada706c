import { problemText } from '@tongtang/web';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import { useLoaded } from '../box/useLoaded';
import { useActions } from '../lesson/useActions';

const usualMinutes = 40;

/** What this room can begin now, without a timetable. */
export function StartScreen(): ReactElement {
  const { t, i18n } = useTranslation();
  const { value, problem, reload } = useLoaded(box.lessonChoices);
  const actions = useActions('start');
  return (
    <main className="linked-start">
      <h2>{t('linked.startTitle')}</h2>
      {problem !== null && (
        <p className="form-problem">
          {problemText(i18n, problem)}{' '}
          <button type="button" className="button" onClick={reload}>
            {t('linked.askAgain')}
          </button>
        </p>
      )}
      {actions.problem !== null && <p className="form-problem">{actions.problem}</p>}
      {value === null && problem === null && <p role="status">{t('linked.asking')}</p>}
      {value?.pairings.length === 0 && <p className="empty">{t('linked.noPairings')}</p>}
      <ul>
        {value?.pairings.map((pairing) => (
          <li key={pairing.pairingId} className="linked-room">
            <div className="linked-room-head">
              <strong>{pairing.name}</strong>
              <span className="pill">{t(`linked.mode.${pairing.mode}`)}</span>
            </div>
            <span className="quiet">
              {pairing.receivers.map((room) => `${room.schoolName} ${room.roomName}`).join(t('linked.and'))}
            </span>
            <button
              type="button"
              className="button button-strong"
              disabled={actions.pending !== null}
              onClick={() => actions.act('start', () => box.beginLesson(pairing.pairingId, usualMinutes))}
            >
              {t('linked.start')}
            </button>
          </li>
        ))}
      </ul>
    </main>
  );
}
