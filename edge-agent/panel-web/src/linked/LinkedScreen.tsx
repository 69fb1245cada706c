import { clockTime } from '@tongtang/web';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoxLink } from '../box/boxLink';
import type { LinkedLesson } from '../box/linkedLesson';
import type { BoxStatus } from '../box/status';
import { Foot } from '../lesson/Foot';
import { Notices } from '../lesson/Notices';
import { useActions } from '../lesson/useActions';
import { useElapsed } from '../lesson/useElapsed';
import { Icon } from '../look/icons';
import { CheckLights } from './CheckLights';
import { HostControls } from './HostControls';
import { LessonRooms } from './LessonRooms';
import { Stage } from '../receive/Stage';
import { ReceiverControls } from './ReceiverControls';

interface LinkedScreenProps {
  link: BoxLink;
  status: BoxStatus;
  lesson: LinkedLesson;
}

/** The panel while the room takes part in a linked lesson: how it stands, at most five controls, and the rooms. */
export function LinkedScreen({ link, status, lesson }: LinkedScreenProps): ReactElement {
  const { t } = useTranslation();
  const actions = useActions(`${lesson.lessonId} ${lesson.phase}`);
  const elapsed = useElapsed(link, status.recorder);
  const running = lesson.phase === 'running';
  const host = lesson.rooms.find((room) => room.role === 'host');
  return (
    <>
      <Notices status={status} answering={link.answering} silent={false} />
      <main className="lesson linked">
        <section className="card" data-face="linked" data-phase={lesson.phase} aria-label={t('linked.label')}>
          <div className="card-state" role="status">
            <span className="card-icon">
              <Icon name={running ? 'camera' : 'clock'} />
            </span>
            <span className="card-word">{t(running ? 'linked.running' : 'linked.soon')}</span>
          </div>
          <p className="linked-title">
            {lesson.title} <span className="linked-quiet">{t(`linked.mode.${lesson.mode}`)}</span>
          </p>
          {lesson.role === 'receiver' && host !== undefined && (
            <p className="linked-quiet">
              {host.schoolName} {host.roomName} {lesson.teacher}
            </p>
          )}
          {running ? (
            <p className="linked-quiet">
              {status.recorder.recordingId === null
                ? t('linked.notRecorded')
                : t('linked.recorded', { time: clockTime(elapsed) })}
            </p>
          ) : (
            <CheckLights check={lesson.check} />
          )}
          {lesson.problemCode !== null && (
            <p className="card-problem" role="alert">
              {t(`linked.problem.${knownProblem(lesson.problemCode)}`, { code: lesson.problemCode })}
            </p>
          )}
          {actions.problem !== null && (
            <p className="card-problem" role="alert">
              {actions.problem}
            </p>
          )}
          {lesson.role === 'host' ? (
            <HostControls lesson={lesson} covered={status.recorder.covered} actions={actions} />
          ) : (
            <ReceiverControls lesson={lesson} actions={actions} />
          )}
        </section>
        <div className="linked-side">
          {lesson.role === 'host' && running && (
            <div className="linked-mosaic">
              <Stage key={lesson.lessonId} lesson={lesson} online={status.hub.state === 'online'} />
            </div>
          )}
          <LessonRooms lesson={lesson} online={status.hub.state === 'online'} actions={actions} />
        </div>
      </main>
      <Foot status={status} heardAt={link.heardAt} />
    </>
  );
}

const problems = [
  'recording_other_lesson',
  'recording_stopped',
  'storage_full',
  'sources_none',
  'part_invalid',
] as const;

function knownProblem(code: string): (typeof problems)[number] | 'other' {
  return problems.find((known) => known === code) ?? 'other';
}
