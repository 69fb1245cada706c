import { clockTime } from '@tongtang/web';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import type { BoxLink } from '../box/boxLink';
import type { BoxStatus } from '../box/status';
import { Icon, type IconName } from '../look/icons';
import { CountdownRing } from './CountdownRing';
import { faceOf, type Face } from './face';
import { PlannedEnd } from './PlannedEnd';
import { StopButton } from './StopButton';
import { TaughtNow } from './TaughtNow';
import { useActions, type Actions } from './useActions';
import { useCountdown } from './useCountdown';
import { useElapsed } from './useElapsed';
import { useKeptFocus } from './useKeptFocus';
import { useSecondsLeft } from './useSecondsLeft';

const icons: Record<Face, IconName> = {
  idle: 'idle',
  countdown: 'clock',
  starting: 'record',
  recording: 'record',
  paused: 'pause',
  covered: 'cover',
  stopping: 'stop',
  silent: 'warning',
};

/** The state in colour, icon and word, and at most five controls. */
export function StateCard({ link, status }: { link: BoxLink; status: BoxStatus }): ReactElement {
  const { t } = useTranslation();
  const { recorder } = status;
  const countdown = useCountdown(recorder.state === 'idle' && link.answering);
  const face = faceOf(recorder, link.answering, countdown.secondsLeft !== null);
  const actions = useActions(face);
  const elapsed = useElapsed(link, recorder);
  const card = useKeptFocus(face, actions.pending === null);
  const [chosen, setChosen] = useState<{ lessonId: string; teacher: string } | null>(null);
  const current = status.timetable?.current ?? null;
  // Somebody chosen for one lesson does not teach the next one.
  const lesson = current !== null && chosen?.lessonId === current.id ? chosen : null;
  return (
    <section ref={card} className="card" data-face={face} aria-label={t('lesson.controls')}>
      <div className="card-state" role="status">
        <span className="card-icon">
          <Icon name={icons[face]} />
        </span>
        <span className="card-word">{t(`state.${face}`)}</span>
      </div>
      {recorder.state !== 'idle' && (
        <p className="card-clock">
          <time role="timer">{clockTime(elapsed)}</time>
        </p>
      )}
      {recorder.state === 'idle' && status.timetable !== null && (
        <TaughtNow
          timetable={status.timetable}
          teacher={lesson?.teacher ?? null}
          onTeacher={(teacher) =>
            setChosen(current === null || teacher === null ? null : { lessonId: current.id, teacher })
          }
          actions={actions}
        />
      )}
      <Main face={face} status={status} actions={actions} countdown={countdown} lesson={lesson} />
      {actions.problem !== null && (
        <p className="card-problem" role="alert">
          {actions.problem}
        </p>
      )}
      <PlannedEnd recorder={recorder} actions={actions} />
      <Others face={face} status={status} actions={actions} />
    </section>
  );
}

interface PartProps {
  face: Face;
  status: BoxStatus;
  actions: Actions;
}

interface MainProps extends PartProps {
  countdown: ReturnType<typeof useCountdown>;
  /** What was chosen other than the timetable says. */
  lesson: { lessonId: string; teacher: string } | null;
}

/** The one large control, and the sentence that says what it does. */
function Main(props: MainProps): ReactElement {
  const { face, status, actions, countdown, lesson } = props;
  const { t } = useTranslation();
  const { act, pending } = actions;
  switch (face) {
    case 'idle':
    case 'silent': {
      const ready = face === 'idle' && status.recorder.sources.length > 0;
      const start = (): void =>
        act('start', () => countdown.begin(() => act('started', () => box.start(lesson ?? undefined))));
      return (
        <>
          <button type="button" className="main-button main-start" disabled={!ready} onClick={start}>
            <Icon name="record" /> {t('lesson.start')}
          </button>
          <p className="card-hint">{t('lesson.startHint')}</p>
        </>
      );
    }
    case 'countdown':
      return (
        <>
          <CountdownRing seconds={countdown.secondsLeft ?? 0} of={3} />
          <button type="button" className="main-button main-plain" onClick={() => act('cancel', countdown.cancel)}>
            <Icon name="close" /> {t('lesson.cancelStart')}
          </button>
        </>
      );
    case 'stopping':
      return <Undo {...props} />;
    case 'paused':
    case 'covered': {
      const goOn = face === 'covered' ? () => box.cover(false) : box.resume;
      return (
        <>
          <button
            type="button"
            className="main-button main-plain"
            disabled={pending !== null}
            onClick={() => act('resume', goOn)}
          >
            <Icon name={face === 'covered' ? 'uncover' : 'resume'} />{' '}
            {t(face === 'covered' ? 'lesson.uncover' : 'lesson.resume')}
          </button>
          <p className="card-hint">{t(face === 'covered' ? 'lesson.coveredHint' : 'lesson.pausedHint')}</p>
        </>
      );
    }
    default:
      return (
        <>
          <StopButton large act={act} undoSeconds={status.undoSeconds} />
          <p className="card-hint">{t(face === 'starting' ? 'lesson.startingHint' : 'lesson.stopHint')}</p>
        </>
      );
  }
}

/** While a stop can be undone. */
function Undo({ status, actions }: PartProps): ReactElement {
  const { t } = useTranslation();
  const { undoUntil } = status.recorder;
  const left = useSecondsLeft(undoUntil ?? '', status.undoSeconds);
  return (
    <>
      <button
        type="button"
        className="main-button main-plain"
        disabled={actions.pending !== null}
        onClick={() => actions.act('undo', box.undo)}
      >
        <Icon name="undo" /> {t('lesson.undo')}
      </button>
      <p className="card-hint">{t('lesson.undoHint', { seconds: Math.ceil(left) })}</p>
      <span className="undo-bar" aria-hidden="true">
        <span style={{ animationDuration: `${status.undoSeconds}s` }} />
      </span>
    </>
  );
}

/** The smaller controls. */
function Others({ face, status, actions }: PartProps): ReactElement {
  const { t } = useTranslation();
  const { act, pending, done } = actions;
  const running = face === 'recording' || face === 'starting' || face === 'paused' || face === 'covered';
  return (
    <div className="card-others">
      {(face === 'recording' || face === 'starting') && (
        <>
          <Other icon="pause" text={t('lesson.pause')} off={pending !== null} onPress={() => act('pause', box.pause)} />
          <Other
            icon={done === 'mark' ? 'check' : 'mark'}
            text={t(done === 'mark' ? 'lesson.marked' : 'lesson.mark')}
            off={face === 'starting'}
            onPress={() => act('mark', box.mark)}
          />
        </>
      )}
      {(face === 'paused' || face === 'covered') && <StopButton act={act} undoSeconds={status.undoSeconds} />}
      {face !== 'covered' && (running || face === 'idle') && (
        <Other
          icon={status.recorder.covered ? 'uncover' : 'cover'}
          text={t(status.recorder.covered ? 'lesson.uncover' : 'lesson.cover')}
          off={pending !== null}
          onPress={() => act('cover', () => box.cover(!status.recorder.covered))}
        />
      )}
      {face !== 'silent' && face !== 'countdown' && (
        <Other
          icon={done === 'help' ? 'check' : 'help'}
          text={t(done === 'help' ? 'lesson.helped' : 'lesson.help')}
          off={false}
          onPress={() => act('help', box.help)}
        />
      )}
    </div>
  );
}

function Other(props: { icon: IconName; text: string; off: boolean; onPress: () => void }): ReactElement {
  return (
    <button type="button" className="button other" disabled={props.off} onClick={props.onPress}>
      <Icon name={props.icon} /> {props.text}
    </button>
  );
}
