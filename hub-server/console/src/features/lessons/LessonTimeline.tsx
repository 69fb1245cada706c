import { useId } from 'react';
import type { LinkedLessonDetail, LinkedLessonRoom, RoomSpan } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { useNow } from '../../components/useNow';
import { placeSpans } from './lessonFigures';
import styles from './LessonPage.module.css';
import { SpanTag, useReason } from './LessonTags';

const colours: Record<RoomSpan['kind'], string> = {
  waiting: 'var(--blue-line)',
  in: 'var(--green-mark)',
  interrupted: '#d4570c',
  absent: '#cf1322',
  left: '#c3c8cf',
};

/** Told apart without colour: what is not well is hatched. */
const hatched: readonly RoomSpan['kind'][] = ['interrupted', 'absent'];

const shownKinds: readonly RoomSpan['kind'][] = ['in', 'waiting', 'interrupted', 'absent', 'left'];

/** Who was in the lesson when, with the interruptions, a row a room. */
export function LessonTimeline({ lesson: { lesson, rooms } }: { lesson: LinkedLessonDetail }) {
  const { language } = usePreferences();
  const now = useNow(5_000);
  const from = Date.parse(lesson.startedAt ?? lesson.plannedStart);
  const to = lesson.endedAt === null ? Math.max(now, from + 1) : Date.parse(lesson.endedAt);
  const clock = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  return (
    <>
      <div className={styles['timeline']}>
        {rooms.map((room) => (
          <TimelineRow key={room.roomId} room={room} from={from} to={to} clock={clock} />
        ))}
        <div className={`${styles['ends']} number`}>
          <span>{clock.format(from)}</span>
          <span>{clock.format(to)}</span>
        </div>
      </div>
      <div className={styles['legend']} aria-hidden>
        {shownKinds
          .filter((kind) => rooms.some(({ spans }) => spans.some((span) => span.kind === kind)))
          .map((kind) => (
            <SpanTag key={kind} kind={kind} reason={null} />
          ))}
      </div>
    </>
  );
}

interface RowProps {
  room: LinkedLessonRoom;
  from: number;
  to: number;
  clock: Intl.DateTimeFormat;
}

function TimelineRow({ room, from, to, clock }: RowProps) {
  const { t } = useWords();
  const why = useReason();
  const pattern = useId();
  const placed = placeSpans(room.spans, from, to);
  const sentences = placed.map(({ kind, reason, from: begin, to: end }) => {
    const word = reason === null ? t(`lessonSpan.${kind}`) : `${t(`lessonSpan.${kind}`)} (${why(reason)})`;
    const stop = end === null ? t('lessons.stillNow') : clock.format(Date.parse(end));
    return t('lessons.timelineSpan', { from: clock.format(Date.parse(begin)), to: stop, kind: word });
  });
  return (
    <>
      <span className={styles['label']}>{room.roomName}</span>
      <svg
        className={styles['bar']}
        viewBox="0 0 1000 22"
        preserveAspectRatio="none"
        role="img"
        aria-label={t('lessons.timelineOf', { room: room.roomName, spans: sentences.join('; ') })}
      >
        <defs>
          <pattern id={pattern} width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="3" height="8" fill="var(--card)" fillOpacity="0.55" />
          </pattern>
        </defs>
        <rect width="1000" height="22" fill="var(--sunken)" />
        {placed.map(({ kind, start, width, from: begin }, index) => (
          <g key={begin + kind}>
            <title>{sentences[index]}</title>
            {/* The shortest interruption is seen, too. */}
            <rect x={start * 1000} width={Math.max(width * 1000, 2)} height="22" fill={colours[kind]} />
            {hatched.includes(kind) && (
              <rect x={start * 1000} width={Math.max(width * 1000, 2)} height="22" fill={`url(#${pattern})`} />
            )}
          </g>
        ))}
      </svg>
    </>
  );
}
