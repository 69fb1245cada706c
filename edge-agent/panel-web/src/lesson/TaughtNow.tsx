import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import type { RoomLesson, Timetable } from '../box/status';
import { Icon } from '../look/icons';
import type { Actions } from './useActions';

interface TaughtNowProps {
  timetable: Timetable;
  /** Who teaches instead of the one in the timetable; null: that one. */
  teacher: string | null;
  onTeacher: (teacher: string | null) => void;
  actions: Actions;
}

const pickable = 8;

/** The lesson of now with its teacher, so that a recording has its owner; and what begins by itself. */
export function TaughtNow({ timetable, teacher, onTeacher, actions }: TaughtNowProps): ReactElement | null {
  const { t } = useTranslation();
  const { current, next } = timetable;
  const shown = current ?? next;
  if (shown === null) return null;
  return (
    <section className="taught" aria-label={t('timetable.label')}>
      <p className="taught-lesson">
        <Icon name="clock" /> <strong>{t(current === null ? 'timetable.next' : 'timetable.now')}</strong>{' '}
        <span>{lessonText(shown)}</span> <span className="taught-time">{timesOf(shown, timetable.timeZone)}</span>
      </p>
      {current !== null && (
        <TeacherPick current={current} teachers={timetable.teachers} teacher={teacher} onTeacher={onTeacher} />
      )}
      <Pending timetable={timetable} actions={actions} />
      {timetable.stale && (
        <p className="taught-age">{t('timetable.stale', { days: Math.floor(timetable.ageSeconds / 86400) })}</p>
      )}
    </section>
  );
}

interface TeacherPickProps {
  current: RoomLesson;
  teachers: string[];
  teacher: string | null;
  onTeacher: (teacher: string | null) => void;
}

function TeacherPick({ current, teachers, teacher, onTeacher }: TeacherPickProps): ReactElement {
  const { t } = useTranslation();
  const others = teachers.filter((one) => one !== current.teacher).slice(0, pickable);
  return (
    <details className="taught-teacher">
      <summary>
        {t('timetable.teacher', { teacher: (teacher ?? current.teacher) || t('timetable.nobody') })}{' '}
        <span className="taught-not-me">{t('timetable.notMe')}</span>
      </summary>
      <div className="taught-teachers" role="group" aria-label={t('timetable.whoTeaches')}>
        {[current.teacher, ...others].map((one) => (
          <button
            key={one}
            type="button"
            className="button"
            aria-pressed={(teacher ?? current.teacher) === one}
            onClick={(event) => {
              onTeacher(one === current.teacher ? null : one);
              event.currentTarget.closest('details')?.removeAttribute('open');
            }}
          >
            {one || t('timetable.nobody')}
          </button>
        ))}
      </div>
    </details>
  );
}

function Pending({ timetable, actions }: { timetable: Timetable; actions: Actions }): ReactElement | null {
  const { t } = useTranslation();
  const { pending } = timetable;
  if (pending === null) return null;
  if (pending.skipped) return <p className="taught-pending">{t('timetable.skipped')}</p>;
  const minutes = Math.max(1, Math.ceil(pending.startsInSeconds / 60));
  return (
    <div className="taught-pending" role="status">
      <p>
        {pending.startsInSeconds > 0
          ? t('timetable.startsSoon', { minutes, title: pending.title })
          : t('timetable.waits', { title: pending.title })}
      </p>
      <button
        type="button"
        className="button"
        disabled={actions.pending !== null}
        onClick={() => actions.act('skip', box.skip)}
      >
        {t('timetable.skip')}
      </button>
      <button
        type="button"
        className="button"
        disabled={actions.pending !== null}
        onClick={() => actions.act('delay', () => box.delay(5))}
      >
        {t('timetable.delay')}
      </button>
    </div>
  );
}

function lessonText(lesson: RoomLesson): string {
  return [lesson.period, lesson.subject, lesson.className].filter((part) => part !== '').join(' ');
}

/** By the school's clock, as on the timetable that hangs on the wall. */
function timesOf(lesson: RoomLesson, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
  return `${format.format(new Date(lesson.startsAt))}–${format.format(new Date(lesson.endsAt))}`;
}
