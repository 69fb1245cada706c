import type { LinkedLessonState, RoomSpan } from '../../api/types';
import { useWords, type WordKey } from '../../app/useWords';
import { StatusTag, type Glyph, type Tone } from '../../components/StatusTag';

const states: Record<LinkedLessonState, [Tone, Glyph]> = {
  planned: ['blue', 'ring'],
  running: ['green', 'dot'],
  disturbed: ['orange', 'bang'],
  ended: ['grey', 'check'],
  missed: ['red', 'cross'],
};

const kinds: Record<RoomSpan['kind'], [Tone, Glyph]> = {
  waiting: ['blue', 'ring'],
  in: ['green', 'dot'],
  interrupted: ['orange', 'bang'],
  absent: ['red', 'cross'],
  left: ['grey', 'dash'],
};

export function LessonStateTag({ state }: { state: LinkedLessonState }) {
  const { t } = useWords();
  const [tone, glyph] = states[state];
  return (
    <StatusTag tone={tone} glyph={glyph}>
      {t(`lessonState.${state}`)}
    </StatusTag>
  );
}

/** How it stands with a room, and why. */
export function SpanTag({ kind, reason }: { kind: RoomSpan['kind']; reason: string | null }) {
  const { t } = useWords();
  const why = useReason();
  const [tone, glyph] = kinds[kind];
  return (
    <StatusTag tone={tone} glyph={glyph}>
      {t(`lessonSpan.${kind}`)}
      {reason !== null && ` · ${why(reason)}`}
    </StatusTag>
  );
}

/** A reason in words; boxes may name some that this console does not know. */
export function useReason(): (reason: string) => string {
  const { t, has } = useWords();
  return (reason) => {
    for (const key of [`lessonReason.${reason}`, `shared:problem.${reason}`]) if (has(key)) return t(key as WordKey);
    return reason;
  };
}
