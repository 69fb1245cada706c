import { LiveStage } from '@tongtang/web/live';
import '@tongtang/web/player.css';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { LinkedLessonDetail } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { Facts } from '../../components/Facts';
import { Moment } from '../../components/Moment';
import { NamedSelect } from '../../components/NamedSelect';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { roleName } from '../../components/roleName';
import { useProblemText } from '../../components/useProblemText';
import { InviteDialog } from './InviteDialog';
import { minutesOf } from './lessonFigures';
import styles from './LessonPage.module.css';
import { LessonRoomCard } from './LessonRoomCard';
import { LessonStateTag } from './LessonTags';
import { LessonTimeline } from './LessonTimeline';
import { layoutKinds } from './PairingDialog';
import { useLesson, useLessonAction, useRemoveLesson, type LessonAction } from './queries';

/** One linked lesson: its rooms, what they show, who was in when. */
export function LessonPage() {
  const { lessonId = '' } = useParams();
  const lesson = useLesson(lessonId);
  return (
    <QueryView query={lesson} page>
      {(found) => <Lesson lesson={found} />}
    </QueryView>
  );
}

function isRunning({ lesson }: LinkedLessonDetail): boolean {
  return lesson.state === 'running' || lesson.state === 'disturbed';
}

function Lesson({ lesson }: { lesson: LinkedLessonDetail }) {
  const { t } = useWords();
  const { lesson: item, rooms } = lesson;
  return (
    <div className={styles['stack']}>
      <PageHeader
        title={item.title}
        path={[{ title: t('lessons.title'), to: '/lessons' }]}
        aside={<LessonStateTag state={item.state} />}
        note={`${t(`lessonMode.${item.mode}`)} · ${item.pairingName}${item.teacher === '' ? '' : ` · ${item.teacher}`}`}
        actions={lesson.mayCommand ? <Actions lesson={lesson} /> : undefined}
      />
      {isRunning(lesson) && <Live lesson={lesson} />}
      <Card title={t('lessons.rooms')}>
        <ul className={styles['rooms']}>
          {rooms.map((room) => (
            <LessonRoomCard key={room.roomId} lesson={lesson} room={room} />
          ))}
        </ul>
      </Card>
      <Card title={t('lessons.timeline')}>
        {item.startedAt === null ? <p>{t('lessons.notBegun')}</p> : <LessonTimeline lesson={lesson} />}
      </Card>
      <Card>
        <LessonFacts lesson={lesson} />
      </Card>
    </div>
  );
}

function LessonFacts({ lesson: { lesson, fullDuplex, requestedBy, layout } }: { lesson: LinkedLessonDetail }) {
  const { t } = useWords();
  const span = (from: string | null, to: string | null) =>
    from === null ? undefined : (
      <>
        <Moment at={from} show="short" /> – {to === null ? '' : <Moment at={to} show="short" />}
      </>
    );
  return (
    <Facts
      facts={[
        { name: t('lessons.planned'), value: span(lesson.plannedStart, lesson.plannedEnd) },
        { name: t('lessons.actual'), value: span(lesson.startedAt, lesson.endedAt) },
        { name: t('lessons.length'), value: t('lessons.minutesLong', { minutes: minutesOf(lesson.durationSeconds) }) },
        { name: t('lessons.quality'), value: t('lessons.minutesLong', { minutes: minutesOf(lesson.qualitySeconds) }) },
        { name: t('lessons.interruptions'), value: t('lessons.times', { count: lesson.interruptions }) },
        { name: t('lessons.layout'), value: t(`lessonLayout.${layout.kind}`) },
        { name: t('lessons.sound'), value: t(fullDuplex ? 'lessons.fullDuplex' : 'lessons.halfDuplex') },
        { name: t('lessons.requestedBy'), value: requestedBy },
        { name: t('lessons.endedBy'), value: lesson.endedBy === null ? undefined : t(`lessonEnd.${lesson.endedBy}`) },
      ]}
    />
  );
}

/** All of the host's pictures, and one of each other room that the caller may look into. */
function Live({ lesson: { rooms } }: { lesson: LinkedLessonDetail }) {
  const { t, has } = useWords();
  const sources = rooms
    .filter((room) => room.visible && room.online && !room.hasLeft)
    .flatMap((room) =>
      room.sources.slice(0, room.role === 'host' ? 3 : 1).map((source) => ({
        name: `${room.roomId}-${source.name}`,
        address: `/live/${room.roomId}/${source.name}`,
        label: `${room.roomName} ${roleName(t, has, source.role)}`,
      })),
    );
  if (sources.length === 0) return null;
  return (
    <section aria-label={t('lessons.live')}>
      <LiveStage sources={sources} />
    </section>
  );
}

function Actions({ lesson }: { lesson: LinkedLessonDetail }) {
  const { t } = useWords();
  const text = useProblemText();
  const { message, modal } = App.useApp();
  const [inviting, setInviting] = useState(false);
  const act = useLessonAction(lesson.lesson.id);
  const run = (action: LessonAction) =>
    act.mutateAsync(action).then(
      () => undefined,
      (error: unknown) => void message.error(text(error)),
    );
  if (lesson.lesson.state === 'planned') return <RemoveActions lesson={lesson} />;
  if (!isRunning(lesson)) return null;
  const { title } = lesson.lesson;
  const sure = () =>
    void modal.confirm({
      title: t('lessons.endTitle', { title }),
      content: t('lessons.endText'),
      okText: t('lessons.end'),
      okButtonProps: { danger: true },
      onOk: () => run({ action: 'end' }),
    });
  return (
    <>
      <NamedSelect
        label={t('lessons.layout')}
        value={lesson.layout.kind}
        onChange={(kind) => void run({ action: 'layout', kind, mainSource: lesson.layout.mainSource })}
        options={layoutKinds.map((value) => ({ value, label: t(`lessonLayout.${value}`) }))}
      />
      <Button onClick={() => setInviting(true)}>{t('lessons.invite')}</Button>
      <Button onClick={() => void run({ action: 'extend', minutes: 5 })}>{t('lessons.extend')}</Button>
      <Button danger onClick={sure}>
        {t('lessons.end')}
      </Button>
      {inviting && <InviteDialog lessonId={lesson.lesson.id} onClose={() => setInviting(false)} />}
    </>
  );
}

function RemoveActions({ lesson: { lesson } }: { lesson: LinkedLessonDetail }) {
  const { t } = useWords();
  const text = useProblemText();
  const { message, modal } = App.useApp();
  const navigate = useNavigate();
  const remove = useRemoveLesson(lesson.id, () => void navigate('/lessons'));
  const sure = (series: boolean) =>
    void modal.confirm({
      title: t('lessons.removeTitle', { title: lesson.title }),
      content: t('lessons.removeText'),
      okText: t(series ? 'lessons.removeSeries' : 'lessons.remove'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync(series).catch((error: unknown) => void message.error(text(error))),
    });
  return (
    <>
      <Button danger onClick={() => sure(false)}>
        {t('lessons.remove')}
      </Button>
      {lesson.seriesId !== null && (
        <Button danger onClick={() => sure(true)}>
          {t('lessons.removeSeries')}
        </Button>
      )}
    </>
  );
}
