import { durationInWords, percentage, problemText, whenInWords } from '@tongtang/web';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import type { BoxRecording } from '../box/recordings';
import { RecordingDetail } from './RecordingDetail';
import { useLoaded } from '../box/useLoaded';

/** What is still on the box: to look at, to take along, to decide about. */
export function RecordingsScreen(): ReactElement {
  const { t, i18n } = useTranslation();
  const { value, problem, reload } = useLoaded(box.recordings, 5000);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const items = value?.items ?? null;
  const chosen = items?.find((item) => item.id === chosenId);
  return (
    <main className="recordings">
      <section className="recordings-list" aria-labelledby="recordings-title">
        <h2 id="recordings-title">{t('recordings.title')}</h2>
        {problem !== null && <p className="form-problem">{problemText(i18n, problem)}</p>}
        {items?.length === 0 && <p className="empty">{t('recordings.empty')}</p>}
        <ul>
          {items?.map((item) => (
            <li key={item.id}>
              <RecordingRow item={item} chosen={item.id === chosenId} onChoose={() => setChosenId(item.id)} />
            </li>
          ))}
        </ul>
      </section>
      {chosen ? (
        <RecordingDetail key={chosen.id} recording={chosen} onChanged={reload} />
      ) : (
        <p className="empty recordings-none">{items?.length === 0 ? '' : t('recordings.choose')}</p>
      )}
    </main>
  );
}

interface RowProps {
  item: BoxRecording;
  chosen: boolean;
  onChoose: () => void;
}

function RecordingRow({ item, chosen, onChoose }: RowProps): ReactElement {
  const { t, i18n } = useTranslation();
  const stored = item.totalSegments > 0 ? 1 - item.pendingSegments / item.totalSegments : 1;
  return (
    <button type="button" className="row" aria-pressed={chosen} onClick={onChoose}>
      <span className="row-title">{item.title === '' ? t('recordings.untitled') : item.title}</span>
      <span className="row-facts">
        {whenInWords(new Date(item.startedAt), new Date(), i18n.language)}
        {item.teacher !== '' && <> · {item.teacher}</>} · {durationInWords(t, item.durationSeconds)}
      </span>
      <span className={`tag tag-${item.state}`}>
        {item.state === 'uploading' && stored > 0
          ? t('recordings.progress', { part: percentage(stored, i18n.language) })
          : t(`recordings.state.${item.state}`)}
      </span>
    </button>
  );
}
