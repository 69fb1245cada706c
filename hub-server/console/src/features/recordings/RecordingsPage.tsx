import { Alert, Button, Skeleton, Space } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { formatNumber } from '../../components/format';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { Allowed } from '../accounts/Allowed';
import { ExportMenu } from './ExportMenu';
import { AddToCollectionDialog } from '../collections/AddToCollectionDialog';
import { useRecordings } from './queries';
import { changeFilters, isNarrowed, readFilters, writeFilters, type RecordingFilters } from './recordingFilters';
import { RecordingFilterBar } from './RecordingFilterBar';
import { RecordingTable } from './RecordingTable';

/** Every recording the session may see. What is looked at stands in the address, so it can be sent to a colleague. */
export function RecordingsPage() {
  const { t } = useWords();
  const { language } = usePreferences();
  const [search, setSearch] = useSearchParams();
  const filters = readFilters(search);
  const recordings = useRecordings(filters);
  const change = (part: Partial<RecordingFilters>) => setSearch(writeFilters(changeFilters(filters, part)));
  const total = recordings.data?.total;
  const [chosen, setChosen] = useState<string[]>([]);
  const [adding, setAdding] = useState(false);
  const unindexed = recordings.data?.unindexed ?? 0;
  return (
    <>
      <PageHeader
        title={t('recordings.title')}
        note={
          total === undefined
            ? ' '
            : t(recordings.data?.more === true ? 'recordings.foundMore' : 'recordings.found', {
                count: total,
                shown: formatNumber(language, total),
              })
        }
        actions={
          <Space size="middle" wrap>
            {chosen.length > 0 && (
              <Button type="primary" onClick={() => setAdding(true)}>
                {t('collections.add', { count: chosen.length })}
              </Button>
            )}
            <Allowed right="share-lessons">
              <ExportMenu filters={filters} />
            </Allowed>
            <Allowed right="approve-recordings">
              <Link to="/recordings/approvals">{t('approval.title')}</Link>
            </Allowed>
            <Allowed right="manage-recordings">
              <Link to="/recordings/retention">{t('retention.title')}</Link>
            </Allowed>
            <Allowed right="manage-recordings">
              <Link to="/recordings/downloads">{t('downloadRules.title')}</Link>
            </Allowed>
            <Allowed right="manage-recordings">
              <Link to="/recordings/bin">{t('recycleBin.title')}</Link>
            </Allowed>
          </Space>
        }
      />
      <RecordingFilterBar filters={filters} onChange={change} />
      {unindexed > 0 && (
        <Alert
          type="info"
          showIcon
          style={{ marginBottom: 14 }}
          title={t('recordings.unindexed', { count: unindexed, shown: formatNumber(language, unindexed) })}
        />
      )}
      <Card flush>
        <QueryView
          query={recordings}
          skeleton={<Skeleton active title={false} paragraph={{ rows: 10, width: '100%' }} />}
        >
          {(page) =>
            page.total > 0 ? (
              <RecordingTable
                page={page}
                filters={filters}
                onChange={change}
                loading={recordings.isPlaceholderData}
                chosen={chosen}
                onChoose={setChosen}
              />
            ) : isNarrowed(filters) ? (
              <EmptyState
                title={t('recordings.noneMatch')}
                text={t(page.more ? 'recordings.noneNear' : 'recordings.noneMatchText')}
                action={<Button onClick={() => setSearch({})}>{t('filters.clear')}</Button>}
              />
            ) : (
              <EmptyState title={t('recordings.empty')} text={t('recordings.emptyText')} />
            )
          }
        </QueryView>
      </Card>
      {adding && (
        <AddToCollectionDialog
          recordingIds={chosen}
          onClose={() => {
            setAdding(false);
            setChosen([]);
          }}
        />
      )}
    </>
  );
}
