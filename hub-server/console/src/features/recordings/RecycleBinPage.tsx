import { Button, Skeleton } from 'antd';
import { useSearchParams } from 'react-router';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { formatNumber } from '../../components/format';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { changeFilters, isNarrowed, readFilters, writeFilters, type RecordingFilters } from './recordingFilters';
import { RecordingFilterBar } from './RecordingFilterBar';
import { useRecycleBin } from './recycleBinQueries';
import { RecycleBinTable } from './RecycleBinTable';

/** 回收站: what was deleted, and can be had back until it goes for good. */
export function RecycleBinPage() {
  const { t } = useWords();
  const { language } = usePreferences();
  const [search, setSearch] = useSearchParams();
  const filters = readFilters(search);
  const bin = useRecycleBin(filters);
  const change = (part: Partial<RecordingFilters>) => setSearch(writeFilters(changeFilters(filters, part)));
  const total = bin.data?.total;
  return (
    <>
      <PageHeader
        title={t('recycleBin.title')}
        path={[{ title: t('recordings.title'), to: '/recordings' }]}
        note={total === undefined ? ' ' : t('recordings.found', { count: total, shown: formatNumber(language, total) })}
      />
      <RecordingFilterBar filters={filters} onChange={change} />
      <Card flush>
        <QueryView query={bin} skeleton={<Skeleton active title={false} paragraph={{ rows: 6, width: '100%' }} />}>
          {(page) =>
            page.total > 0 ? (
              <RecycleBinTable page={page} filters={filters} onChange={change} loading={bin.isPlaceholderData} />
            ) : isNarrowed(filters) ? (
              <EmptyState
                title={t('recordings.noneMatch')}
                text={t('recordings.noneMatchText')}
                action={<Button onClick={() => setSearch({})}>{t('filters.clear')}</Button>}
              />
            ) : (
              <EmptyState title={t('recycleBin.empty')} text={t('recycleBin.emptyText')} />
            )
          }
        </QueryView>
      </Card>
    </>
  );
}
