import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { LinkedLesson } from '../box/linkedLesson';
import { CheckLights } from '../linked/CheckLights';

/** Before the bell: which lesson, from where, when, and whether this room is ready. */
export function Before({ lesson }: { lesson: LinkedLesson }): ReactElement {
  const { t, i18n } = useTranslation();
  const host = lesson.rooms.find((room) => room.role === 'host');
  const time = new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return (
    <main className="rc-words">
      <p className="rc-small">{t(`linked.mode.${lesson.mode}`)}</p>
      <h1>{lesson.title}</h1>
      <p>
        {host !== undefined && `${host.schoolName} ${host.roomName}`} {lesson.teacher}
      </p>
      <p>{t('receive.beginsAt', { time: time.format(new Date(lesson.plannedStart)) })}</p>
      <CheckLights check={lesson.check} />
    </main>
  );
}
