import '@tongtang/web/player.css';
import { byteSize, durationInWords, whenInWords } from '@tongtang/web';
import { lazy, Suspense, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoxRecording } from '../box/recordings';
import { sourceLabel } from '../lesson/sourceLabel';
import { CopyToUsb } from './CopyToUsb';
import { HiddenSpans } from './HiddenSpans';

// The player is three quarters of the page's code and needed only here.
const Player = lazy(async () => ({ default: (await import('@tongtang/web/player')).RecordingPlayer }));

interface RecordingDetailProps {
  recording: BoxRecording;
  onChanged: () => void;
}

/** One recording: play it, copy it, decide about its paused parts. */
export function RecordingDetail({ recording, onChanged }: RecordingDetailProps): ReactElement {
  const { t, i18n } = useTranslation();
  const views = recording.views.map((view) => ({
    name: view.name,
    label: sourceLabel(t, view, recording.views),
    address: `/media/${recording.id}/${view.name}/index.m3u8`,
  }));
  // A part that comes back lies in the middle: the player begins anew with it.
  const restored = recording.hiddenSpans.filter((span) => span.state === 'restored').map((span) => span.number);
  return (
    <article className="detail">
      <header className="detail-head">
        <h2>{recording.title === '' ? t('recordings.untitled') : recording.title}</h2>
        <p>
          {whenInWords(new Date(recording.startedAt), new Date(), i18n.language)}
          {recording.teacher !== '' && <> · {recording.teacher}</>} ·{' '}
          {t('recordings.duration', { duration: durationInWords(t, recording.durationSeconds) })} ·{' '}
          {byteSize(recording.bytes, i18n.language)}
        </p>
        {recording.refusal && (
          <p className="form-problem" title={recording.refusal.reason}>
            {t('recordings.refused', { code: recording.refusal.code })}
          </p>
        )}
      </header>
      <Suspense fallback={<div className="player-place" />}>
        <Player key={restored.join()} views={views} startedAt={recording.startedAt} marks={recording.marks} />
      </Suspense>
      <CopyToUsb recording={recording} />
      <HiddenSpans recording={recording} onChanged={onChanged} />
    </article>
  );
}
