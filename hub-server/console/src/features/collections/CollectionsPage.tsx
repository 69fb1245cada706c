import { Button, Pagination } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useWords } from '../../app/useWords';
import type { Collection } from '../../api/types';
import { EmptyState } from '../../components/EmptyState';
import { FilterBar } from '../../components/FilterBar';
import { PageHeader } from '../../components/PageHeader';
import { pageOf, withFilter, withPage } from '../../components/paging';
import { QueryView } from '../../components/QueryView';
import { Card } from '../../components/Card';
import { NewCollectionDialog } from './CollectionDialog';
import styles from './Collections.module.css';
import { perPage, useCollections } from './queries';
import { RecordingPicture } from './RecordingPicture';

/** 合集: recordings that belong together, in an order. */
export function CollectionsPage() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const [creating, setCreating] = useState(false);
  const [q, page] = [search.get('q') ?? '', pageOf(search)];
  const collections = useCollections(q, page);
  return (
    <>
      <PageHeader
        title={t('collections.title')}
        note={t('collections.note')}
        actions={
          <Button type="primary" onClick={() => setCreating(true)}>
            {t('collections.create')}
          </Button>
        }
      />
      <FilterBar
        search={t('collections.search')}
        text={q}
        onText={(text) => setSearch(withFilter(search, 'q', text))}
        narrowed={q !== ''}
        onClear={() => setSearch({})}
      />
      <QueryView query={collections}>
        {({ items, total }) =>
          total === 0 ? (
            <Card>
              <EmptyState
                title={t(q === '' ? 'collections.none' : 'collections.noneMatch')}
                text={t(q === '' ? 'collections.noneText' : 'recordings.noneMatchText')}
              />
            </Card>
          ) : (
            <>
              <ul className={styles['cards']}>
                {items.map((collection) => (
                  <CollectionCard key={collection.id} collection={collection} />
                ))}
              </ul>
              <Pagination
                current={page}
                total={total}
                pageSize={perPage}
                showSizeChanger={false}
                hideOnSinglePage
                onChange={(next) => setSearch(withPage(search, next))}
              />
            </>
          )
        }
      </QueryView>
      {creating && <NewCollectionDialog onClose={() => setCreating(false)} />}
    </>
  );
}

function CollectionCard({ collection }: { collection: Collection }) {
  const { t } = useWords();
  const { id, name, description, recordings, coverId, owner, placeName } = collection;
  return (
    <li className={styles['card']}>
      <Link to={`/collections/${id}`} className={styles['whole'] ?? ''}>
        <RecordingPicture media={coverId === null ? null : `/media/${coverId}`} />
        <span className={styles['name']}>{name}</span>
      </Link>
      <p className={styles['soft']}>
        {t('collections.count', { count: recordings })} · {placeName === '' ? t('reports.all') : placeName} · {owner}
      </p>
      {description !== '' && <p className={styles['words']}>{description}</p>}
    </li>
  );
}
