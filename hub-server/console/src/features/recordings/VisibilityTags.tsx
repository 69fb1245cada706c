import { useWords } from '../../app/useWords';
import type { RecordingItem, Visibility } from '../../api/types';
import { StatusTag, type Glyph, type Tone } from '../../components/StatusTag';

const look: Record<Visibility, { tone: Tone; glyph: Glyph }> = {
  room: { tone: 'grey', glyph: 'dash' },
  school: { tone: 'grey', glyph: 'ring' },
  district: { tone: 'blue', glyph: 'up' },
  public: { tone: 'green', glyph: 'up' },
};

/** Who may see a recording where it is not as usual, and how it stands with the request that more people may. */
export function VisibilityTags({ recording }: { recording: Pick<RecordingItem, 'visibility' | 'approval'> }) {
  const { t } = useWords();
  const { visibility = 'school', approval } = recording;
  return (
    <>
      {visibility !== 'school' && <StatusTag {...look[visibility]}>{t(`visibility.${visibility}`)}</StatusTag>}
      {approval === 'waiting' && (
        <StatusTag tone="yellow" glyph="dot">
          {t('approval.waiting')}
        </StatusTag>
      )}
      {approval === 'returned' && (
        <StatusTag tone="orange" glyph="bang">
          {t('approval.returned')}
        </StatusTag>
      )}
    </>
  );
}
