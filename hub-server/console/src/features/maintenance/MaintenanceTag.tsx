import { useWords } from '../../app/useWords';
import { Moment } from '../../components/Moment';
import { StatusTag } from '../../components/StatusTag';

/** That a room is worked on, and until when; nothing when it is not. */
export function MaintenanceTag({ until }: { until: string | null | undefined }) {
  const { t } = useWords();
  if (!until) return null;
  return (
    <StatusTag tone="yellow" glyph="pause">
      <span>{t('maintenance.until')}</span>
      <Moment at={until} show="short" />
    </StatusTag>
  );
}
