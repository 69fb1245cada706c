import { Button } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useWords } from '../../app/useWords';
import { PageHeader } from '../../components/PageHeader';
import { changePreview, readPreview, writePreview, type PreviewFilters } from './retentionFilters';
import { RetentionDialog } from './RetentionDialog';
import { RetentionPreviewCard } from './RetentionPreviewCard';
import { RetentionRules } from './RetentionRules';

/** 保留期限: how long recordings are kept, and what the rules will delete. */
export function RetentionPage() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const [setting, setSetting] = useState(false);
  const [today] = useState(() => new Date());
  const filters = readPreview(search, today);
  const change = (part: Partial<PreviewFilters>) => setSearch(writePreview(changePreview(filters, part), today));
  return (
    <>
      <PageHeader
        title={t('retention.title')}
        note={t('retention.note')}
        path={[{ title: t('recordings.title'), to: '/recordings' }]}
        actions={
          <Button type="primary" onClick={() => setSetting(true)}>
            {t('retention.set')}
          </Button>
        }
      />
      <RetentionRules until={filters.until} />
      <RetentionPreviewCard filters={filters} today={today} onChange={change} />
      {setting && <RetentionDialog until={filters.until} onClose={() => setSetting(false)} />}
    </>
  );
}
