import { ApiProblem, byteSize, percentage, problemText } from '@tongtang/web';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import type { BoxRecording, Copy } from '../box/recordings';
import { Icon } from '../look/icons';
import { useLoaded } from '../box/useLoaded';

/** Takes a recording along on a USB stick. */
export function CopyToUsb({ recording }: { recording: BoxRecording }): ReactElement | null {
  const { t, i18n } = useTranslation();
  const { value: drives } = useLoaded(box.drives, 3000);
  const [copyId, setCopyId] = useState<string | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  if (recording.state === 'recording') return null;

  const copy = (drive: string): void => {
    setProblem(null);
    box.copyTo(recording.id, drive).then((begun) => setCopyId(begun.id), setProblem);
  };
  return (
    <section className="part" aria-label={t('recordings.copy')}>
      <h3>
        <Icon name="usb" /> {t('recordings.copy')}
      </h3>
      {copyId !== null ? (
        <CopyProgress id={copyId} onOver={() => setCopyId(null)} />
      ) : (
        <div className="part-actions">
          {drives?.length === 0 && <p className="quiet">{t('recordings.noDrive')}</p>}
          {drives?.map((drive) => {
            const small = drive.freeBytes < recording.bytes;
            const free = byteSize(drive.freeBytes, i18n.language);
            return (
              <button key={drive.id} type="button" className="button" disabled={small} onClick={() => copy(drive.id)}>
                {t('recordings.copyTo', { label: drive.label, free })}
                {small && <> · {t('recordings.driveSmall')}</>}
              </button>
            );
          })}
        </div>
      )}
      {problem !== null && (
        <p className="form-problem" role="alert">
          {problemText(i18n, problem)}
        </p>
      )}
    </section>
  );
}

function CopyProgress({ id, onOver }: { id: string; onOver: () => void }): ReactElement {
  const { t, i18n } = useTranslation();
  const [copy, setCopy] = useState<Copy>({ state: 'running', progress: 0, error: null });
  const running = copy.state === 'running';

  useEffect(() => {
    if (!running) return undefined;
    const gone = new AbortController();
    const timer = setInterval(() => {
      box.copy(id, gone.signal).then(setCopy, () => {
        if (!gone.signal.aborted) setCopy({ state: 'failed', progress: 0, error: null });
      });
    }, 500);
    return () => {
      clearInterval(timer);
      gone.abort();
    };
  }, [id, running]);

  const failure = new ApiProblem(0, copy.error ?? 'copy_failed', '');
  if (!running) {
    return (
      <div className="part-actions" role="status">
        <p className={copy.state === 'done' ? 'good' : 'form-problem'}>
          {copy.state === 'done' ? t('recordings.copied') : problemText(i18n, failure)}
        </p>
        <button type="button" className="button" onClick={onOver}>
          {t('app.close')}
        </button>
      </div>
    );
  }
  const cancel = (): void => {
    void box.cancelCopy(id).catch(() => undefined);
    onOver();
  };
  return (
    <div className="part-actions">
      <progress value={copy.progress} max={1} aria-label={t('recordings.copy')} />
      <span className="quiet">{t('recordings.copying', { part: percentage(copy.progress, i18n.language) })}</span>
      <button type="button" className="button" onClick={cancel}>
        {t('app.cancel')}
      </button>
    </div>
  );
}
