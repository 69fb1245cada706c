import { App, Button } from 'antd';
import { Link } from 'react-router';
import type { LinkedLessonDetail, LinkedLessonRoom } from '../../api/types';
import { useWords, type WordKey } from '../../app/useWords';
import { Moment } from '../../components/Moment';
import { StatusTag, type Glyph, type Tone } from '../../components/StatusTag';
import { useProblemText } from '../../components/useProblemText';
import { minutesOf } from './lessonFigures';
import styles from './LessonPage.module.css';
import { SpanTag } from './LessonTags';
import { useLessonAction, type LessonAction } from './queries';

const lights: Record<'green' | 'amber' | 'red' | 'unknown', [Tone, Glyph]> = {
  green: ['green', 'check'],
  amber: ['orange', 'bang'],
  red: ['red', 'cross'],
  unknown: ['grey', 'dash'],
};

/** One room of a lesson: how it stands with it, and what its commander can do. */
export function LessonRoomCard({ lesson, room }: { lesson: LinkedLessonDetail; room: LinkedLessonRoom }) {
  const { t } = useWords();
  const speaks = lesson.floorRoomId === room.roomId;
  const last = room.spans.at(-1);
  return (
    <li className={`${styles['room']} ${speaks ? styles['speaking'] : ''}`}>
      <h3 className={styles['name']}>
        {room.visible ? <Link to={`/rooms/${room.roomId}`}>{room.roomName}</Link> : room.roomName}
      </h3>
      <p className={styles['soft']}>
        {t(`lessonRole.${room.role}`)} · {room.schoolName}
      </p>
      <div className={styles['tags']}>
        {lesson.open && (
          <StatusTag tone={room.online ? 'green' : 'grey'} glyph={room.online ? 'dot' : 'ring'}>
            {t(room.online ? 'lessons.online' : 'lessons.offline')}
          </StatusTag>
        )}
        {last !== undefined && (lesson.open || last.kind === 'absent') && (
          <SpanTag kind={last.kind} reason={last.reason} />
        )}
        {speaks && (
          <StatusTag tone="blue" glyph="up">
            {t('lessons.floor')}
          </StatusTag>
        )}
        {room.muted && (
          <StatusTag tone="grey" glyph="pause">
            {t('lessons.muted')}
          </StatusTag>
        )}
        {room.wantsHelp && (
          <StatusTag tone="red" glyph="bang">
            {t('lessons.help')}
          </StatusTag>
        )}
      </div>
      {room.handRaisedAt !== null && (
        <p className={styles['soft']}>
          <StatusTag tone="yellow" glyph="up">
            {t('lessons.hand')}
          </StatusTag>{' '}
          <Moment at={room.handRaisedAt} show="both" />
        </p>
      )}
      <CheckLights room={room} />
      {room.spans.length > 0 && (
        <p className={styles['soft']}>
          {t('lessons.inFor', { length: t('lessons.minutesLong', { minutes: minutesOf(room.inSeconds) }) })} ·{' '}
          {t('lessons.interruptions')} {room.interruptions}
        </p>
      )}
      {room.problem !== null && <p className={styles['soft']}>{room.problem}</p>}
      {room.recordingId !== null && room.visible && (
        <Link to={`/recordings/${room.recordingId}`}>{t('lessons.watchRecording')}</Link>
      )}
      {lesson.mayCommand && room.role === 'receiver' && <RoomActions lesson={lesson} room={room} speaks={speaks} />}
    </li>
  );
}

/** What was tried before the bell. */
function CheckLights({ room: { check } }: { room: LinkedLessonRoom }) {
  const { t, has } = useWords();
  if (check === null) return null;
  const word = (code: string) => {
    for (const key of [`lessonCheckCode.${code}`, `shared:problem.${code}`]) if (has(key)) return t(key as WordKey);
    return code;
  };
  return (
    <>
      <div className={styles['tags']} role="group" aria-label={t('lessonCheck.title')}>
        {(['picture', 'sound', 'line'] as const).map((what) => {
          const result = check[what] ?? 'unknown';
          const [tone, glyph] = lights[result];
          return (
            <StatusTag key={what} tone={tone} glyph={glyph}>
              {t(`lessonCheck.${what}`)} {t(`lessonCheck.${result}`)}
            </StatusTag>
          );
        })}
      </div>
      {check.codes.length > 0 && <p className={styles['soft']}>{check.codes.map(word).join(' · ')}</p>}
    </>
  );
}

interface ActionsProps {
  lesson: LinkedLessonDetail;
  room: LinkedLessonRoom;
  speaks: boolean;
}

function RoomActions({ lesson, room, speaks }: ActionsProps) {
  const { t } = useWords();
  const text = useProblemText();
  const { message } = App.useApp();
  const act = useLessonAction(lesson.lesson.id);
  const state = lesson.lesson.state;
  if (state !== 'running' && state !== 'disturbed') return null;
  const run = (action: LessonAction) => act.mutate(action, { onError: (error) => void message.error(text(error)) });
  if (room.hasLeft) {
    return (
      <div className={styles['tags']}>
        <Button size="small" onClick={() => run({ action: 'invite', roomId: room.roomId })}>
          {t('lessons.invite')}
        </Button>
      </div>
    );
  }
  return (
    <div className={styles['tags']}>
      {lesson.maySpeak && (
        <Button
          size="small"
          type={room.handRaisedAt === null ? 'default' : 'primary'}
          loading={act.isPending}
          onClick={() => run({ action: 'floor', roomId: speaks ? null : room.roomId })}
        >
          {t(speaks ? 'lessons.takeFloor' : 'lessons.giveFloor')}
        </Button>
      )}
      <Button size="small" onClick={() => run({ action: 'release', roomId: room.roomId })}>
        {t('lessons.release')}
      </Button>
    </div>
  );
}
