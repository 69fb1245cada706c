import { durationInWords } from '@tongtang/web';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import type { BoxStatus } from '../box/status';
import { useLoaded } from '../box/useLoaded';
import { Icon, type IconName } from '../look/icons';
import { addSample, secondsLeft, type UploadSample } from './uploadPace';

/** How long can still be recorded, and what has still to leave the box. */
export function Foot({ status, heardAt }: { status: BoxStatus; heardAt: number }): ReactElement {
  const { t } = useTranslation();
  const upload = useUpload(status, heardAt);
  const { hoursLeft } = status.storage;
  return (
    <footer className="foot" aria-label={t('foot.label')}>
      <span className={hoursLeft < 1 ? 'fact fact-warn' : 'fact'}>
        <Icon name="disk" /> {t('foot.hoursLeft', { duration: durationInWords(t, promised(hoursLeft) * 3600) })}
      </span>
      <span className={`fact fact-${upload.tone}`}>
        <Icon name={upload.icon} /> {upload.text}
      </span>
    </footer>
  );
}

/** Nobody plans a day to the minute: from ten hours on only hours, so that the number stands still. */
function promised(hours: number): number {
  return hours < 10 ? hours : Math.floor(hours);
}

/** Lessons and minutes; nobody in a classroom counts in bytes. */
function useUpload(status: BoxStatus, heardAt: number): { icon: IconName; tone: string; text: string } {
  const { t } = useTranslation();
  const [samples, setSamples] = useState<readonly UploadSample[]>([]);
  const { pendingBytes } = status.outbox;
  const next = addSample(samples, { at: heardAt, bytes: pendingBytes });
  if (next !== samples) setSamples(next);
  const { lessons, refused } = useLessonsToUpload(pendingBytes > 0);
  if (status.hub.state === 'unenrolled') return { icon: 'disk', tone: 'quiet', text: t('foot.notEnrolled') };
  if (pendingBytes === 0) return { icon: 'check', tone: 'good', text: t('foot.uploaded') };
  // Else it would say for ever that it uploads.
  if (lessons === 0 && refused > 0)
    return { icon: 'warning', tone: 'warn', text: t('foot.refused', { count: refused }) };
  const count = Math.max(1, lessons);
  if (status.hub.state === 'offline') return { icon: 'upload', tone: 'quiet', text: t('foot.waiting', { count }) };
  const seconds = secondsLeft(next);
  const text =
    seconds === null
      ? t('foot.uploadingUnknown', { count })
      : t('foot.uploading', { count, duration: durationInWords(t, Math.max(60, seconds)) });
  return { icon: 'upload', tone: 'blue', text };
}

const nothing = (): Promise<{ items: [] }> => Promise.resolve({ items: [] });

function useLessonsToUpload(any: boolean): { lessons: number; refused: number } {
  const { value } = useLoaded(any ? box.recordings : nothing, 15_000);
  const items = value?.items ?? [];
  const refused = items.filter((item) => item.state === 'refused').length;
  return { lessons: items.filter((item) => item.state !== 'uploaded').length - refused, refused };
}
