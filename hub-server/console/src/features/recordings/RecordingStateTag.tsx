import { percentage } from '@tongtang/web';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import type { RecordingItem } from '../../api/types';
import { StatusTag } from '../../components/StatusTag';
import { recordingLook, uploadShare } from './recordingLook';

/** A recording's state in colour, shape and word; while it uploads, how far it is. */
export function RecordingStateTag({ recording }: { recording: Pick<RecordingItem, 'state' | 'progress'> }) {
  const { t } = useWords();
  const { language } = usePreferences();
  const { state, progress } = recording;
  const share = uploadShare(progress);
  return (
    <StatusTag {...recordingLook[state]}>
      <span>{t(`recordingState.${state}`)}</span>
      {(state === 'uploading' || state === 'interrupted') && share !== undefined && (
        // Rounded down: 100 % is said when all of it is here.
        <span className="number">{percentage(Math.floor(share * 100) / 100, language)}</span>
      )}
    </StatusTag>
  );
}
