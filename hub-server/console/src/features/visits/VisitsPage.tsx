import { DownloadOutlined } from '@ant-design/icons';
import { Button, Checkbox, Segmented } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { DayFilter, FilterBar } from '../../components/FilterBar';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { withPage } from '../../components/paging';
import { PlaceFilters } from '../fleet/PlaceFilters';
import { NoteTable } from './NoteTable';
import { useVisitNotes, useWatches } from './queries';
import {
  changeVisits,
  isNarrowed,
  noteQuery,
  noteTableAddress,
  readVisits,
  watchQuery,
  writeVisits,
  type VisitFilters,
} from './visitFilters';
import { WatchTable } from './WatchTable';
import styles from './Visits.module.css';

/** 巡课记录: what was noted while watching, and who watched. */
export function VisitsPage() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const filters = readVisits(search);
  const change = (part: Partial<VisitFilters>) => setSearch(writeVisits(changeVisits(filters, part)));
  const turn = (page: number) => setSearch(withPage(search, page));
  return (
    <>
      <PageHeader
        title={t('visits.title')}
        note={t('visits.pageNote')}
        path={[{ title: t('wall.title'), to: '/wall' }]}
        actions={
          filters.list === 'notes' && (
            <Button icon={<DownloadOutlined aria-hidden />} href={noteTableAddress(filters)}>
              {t('visits.csv')}
            </Button>
          )
        }
      />
      <Segmented<VisitFilters['list']>
        className={styles['tabs'] ?? ''}
        aria-label={t('visits.title')}
        value={filters.list}
        onChange={(list) => change({ list })}
        options={[
          { value: 'notes', label: t('visits.notes') },
          { value: 'watches', label: t('visits.watches') },
        ]}
      />
      <FilterBar
        search={filters.list === 'notes' ? t('visits.searchNotes') : t('visits.searchWatches')}
        text={filters.q}
        onText={(q) => change({ q })}
        narrowed={isNarrowed(filters)}
        onClear={() => setSearch(writeVisits(readVisits(new URLSearchParams({ list: filters.list }))))}
      >
        <PlaceFilters school={filters.school} room={filters.room} onChange={change} />
        <DayFilter label={t('filters.days')} from={filters.from} to={filters.to} onChange={change} />
        {filters.list === 'notes' && (
          <Checkbox checked={filters.mine} onChange={({ target }) => change({ mine: target.checked })}>
            {t('visits.mine')}
          </Checkbox>
        )}
      </FilterBar>
      <Card flush>
        {filters.list === 'notes' ? (
          <Notes filters={filters} onPage={turn} />
        ) : (
          <Watches filters={filters} onPage={turn} />
        )}
      </Card>
    </>
  );
}

interface ListProps {
  filters: VisitFilters;
  onPage: (page: number) => void;
}

function Notes({ filters, onPage }: ListProps) {
  const { t } = useWords();
  const notes = useVisitNotes(noteQuery(filters));
  return (
    <QueryView query={notes}>
      {(page) =>
        page.total > 0 ? (
          <NoteTable page={page} loading={notes.isPlaceholderData} onPage={onPage} />
        ) : (
          <EmptyState
            title={t('visits.noNotes')}
            text={t('visits.noNotesText')}
            action={<Link to="/wall">{t('wall.title')}</Link>}
          />
        )
      }
    </QueryView>
  );
}

function Watches({ filters, onPage }: ListProps) {
  const { t } = useWords();
  const watches = useWatches(watchQuery(filters));
  return (
    <QueryView query={watches}>
      {(page) =>
        page.total > 0 ? (
          <WatchTable page={page} loading={watches.isPlaceholderData} onPage={onPage} />
        ) : (
          <EmptyState title={t('visits.noWatches')} />
        )
      }
    </QueryView>
  );
}
