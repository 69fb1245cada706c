import '@tongtang/web/player.css';
import { lazy, Suspense, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import type { LinkedLesson } from '../box/linkedLesson';
import { sourceLabel } from '../lesson/sourceLabel';
import { useActions } from '../lesson/useActions';
import { useStaysLost } from './useStaysLost';

// Larger than the rest of the page, and needed only when a line fails.
const Player = lazy(async () => ({ default: (await import('@tongtang/web/player')).RecordingPlayer }));

/** The host stays lost: who is at fault, and what there is of the lesson. It goes away by itself when the host is back. */
export function Lost({ lesson, online }: { lesson: LinkedLesson; online: boolean }): ReactElement | null {
  const { t } = useTranslation();
  const actions = useActions(lesson.lessonId);
  const recorded = online && lesson.hubRecordingId !== null;
  if (!useStaysLost(lesson)) return null;
  if (recorded && lesson.showsRecorded) return <Recorded lesson={lesson} />;
  return (
    <section className="rc-offer" role="status">
      <p>{t(online ? 'receive.hostLost' : 'receive.lineLost')}</p>
      <p>{t('receive.later')}</p>
      {recorded && (
        <button
          type="button"
          className="rc-button"
          disabled={actions.pending !== null}
          onClick={() => actions.act('recorded', () => box.showRecorded(true))}
        >
          {t('receive.playRecorded')}
        </button>
      )}
      {actions.problem !== null && <p role="alert">{actions.problem}</p>}
    </section>
  );
}

/** All that the host showed, from the beginning. */
function Recorded({ lesson }: { lesson: LinkedLesson }): ReactElement {
  const { t } = useTranslation();
  const actions = useActions(lesson.lessonId);
  const shown = lesson.sources
    .filter(
      (source) =>
        source.hasPicture && lesson.rooms.some((room) => room.roomId === source.roomId && room.role === 'host'),
    )
    .map((source) => ({ name: source.source, role: source.role }));
  const views = shown.map((view) => ({
    name: view.name,
    label: sourceLabel(t, view, shown),
    address: `/media/lesson/${view.name}/index.m3u8`,
  }));
  return (
    <section className="rc-recorded" aria-label={t('receive.recordedSoFar')}>
      <p className="rc-recorded-head">
        {t('receive.recordedSoFar')}
        <button
          type="button"
          className="rc-button"
          disabled={actions.pending !== null}
          onClick={() => actions.act('recorded', () => box.showRecorded(false))}
        >
          {t('receive.endRecorded')}
        </button>
      </p>
      <Suspense fallback={<div className="player-place" />}>
        <Player views={views} autoPlay />
      </Suspense>
    </section>
  );
}
