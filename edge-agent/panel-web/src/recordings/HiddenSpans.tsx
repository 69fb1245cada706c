import { clockTime, problemText } from '@tongtang/web';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import type { BoxRecording, HiddenSpan } from '../box/recordings';
import { ConfirmedButton } from '../look/ConfirmedButton';
import { Icon } from '../look/icons';

interface HiddenSpansProps {
  recording: BoxRecording;
  onChanged: () => void;
}

/** What was captured in pauses. It stays on the box until somebody restores or deletes it. */
export function HiddenSpans({ recording, onChanged }: HiddenSpansProps): ReactElement | null {
  const { t } = useTranslation();
  if (recording.hiddenSpans.length === 0) return null;
  return (
    <section className="part" aria-label={t('recordings.hidden')}>
      <h3>
        <Icon name="pause" /> {t('recordings.hidden')}
      </h3>
      <p className="quiet">{t('recordings.hiddenExplain')}</p>
      <ul className="spans">
        {recording.hiddenSpans.map((span) => (
          <li key={span.number}>
            <Span recordingId={recording.id} span={span} onChanged={onChanged} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface SpanProps {
  recordingId: string;
  span: HiddenSpan;
  onChanged: () => void;
}

function Span({ recordingId, span, onChanged }: SpanProps): ReactElement {
  const { t, i18n } = useTranslation();
  const [problem, setProblem] = useState<unknown>(null);
  const decide = (decision: 'restore' | 'discard'): void => {
    box.decideSpan(recordingId, span.number, decision).then(onChanged, setProblem);
  };
  const to = span.toSeconds;
  return (
    <>
      <span className="span-times">
        {t('recordings.span', { from: clockTime(span.fromSeconds), to: to === null ? '…' : clockTime(to) })}
      </span>
      {span.state === 'hidden' && to !== null ? (
        <span className="part-actions">
          <ConfirmedButton
            text={t('recordings.restore')}
            warning={t('recordings.confirmRestore')}
            yes={t('recordings.confirmRestoreYes')}
            onConfirm={() => decide('restore')}
          />
          <ConfirmedButton
            danger
            text={t('recordings.discard')}
            warning={t('recordings.confirmDiscard')}
            yes={t('recordings.confirmDiscardYes')}
            onConfirm={() => decide('discard')}
          />
        </span>
      ) : (
        <span className="quiet">{t(`recordings.spanState.${span.state}`)}</span>
      )}
      {problem !== null && (
        <span className="form-problem" role="alert">
          {problemText(i18n, problem)}
        </span>
      )}
    </>
  );
}
