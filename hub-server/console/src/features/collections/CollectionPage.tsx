import { DeleteOutlined, EditOutlined, PlayCircleOutlined, ShareAltOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useWords } from '../../app/useWords';
import type { Collection } from '../../api/types';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { useProblemText } from '../../components/useProblemText';
import { Allowed } from '../accounts/Allowed';
import { ChangeCollectionDialog } from './CollectionDialog';
import { CollectionRows } from './CollectionRows';
import styles from './Collections.module.css';
import { CollectionShareDialog } from './CollectionShareDialog';
import { useCollection, useCollectionItems, useDeleteCollection } from './queries';

/** One collection: its recordings in their order. */
export function CollectionPage() {
  const { collectionId = '' } = useParams();
  const collection = useCollection(collectionId);
  return (
    <QueryView page query={collection}>
      {(found) => <CollectionView key={found.id} collection={found} />}
    </QueryView>
  );
}

function CollectionView({ collection }: { collection: Collection }) {
  const { t } = useWords();
  const [open, setOpen] = useState<'change' | 'share'>();
  const items = useCollectionItems(collection.id);
  const confirmDelete = useConfirmDelete(collection);
  const first = items.data?.items[0];
  return (
    <>
      <PageHeader
        title={collection.name}
        note={`${t('collections.count', { count: collection.recordings })} · ${collection.placeName === '' ? t('reports.all') : collection.placeName} · ${collection.owner}`}
        path={[{ title: t('collections.title'), to: '/collections' }]}
        actions={
          <>
            {first !== undefined && (
              <Link to={`/recordings/${first.id}?collection=${collection.id}`}>
                <PlayCircleOutlined aria-hidden /> {t('collections.play')}
              </Link>
            )}
            {collection.mayChange && (
              <>
                <Button icon={<EditOutlined aria-hidden />} onClick={() => setOpen('change')}>
                  {t('collections.change')}
                </Button>
                <Allowed right="share-lessons">
                  <Button icon={<ShareAltOutlined aria-hidden />} onClick={() => setOpen('share')}>
                    {t('playback.share')}
                  </Button>
                </Allowed>
                <Button danger type="text" icon={<DeleteOutlined aria-hidden />} onClick={confirmDelete}>
                  {t('form.delete')}
                </Button>
              </>
            )}
          </>
        }
      />
      {collection.description !== '' && <p className={styles['words']}>{collection.description}</p>}
      <Card flush>
        <QueryView query={items}>
          {(page) =>
            page.total === 0 ? (
              <EmptyState title={t('collections.empty')} text={t('collections.emptyText')} />
            ) : (
              <CollectionRows collection={collection} items={page.items} />
            )
          }
        </QueryView>
      </Card>
      {open === 'change' && <ChangeCollectionDialog collection={collection} onClose={() => setOpen(undefined)} />}
      {open === 'share' && <CollectionShareDialog collection={collection} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function useConfirmDelete(collection: Collection): () => void {
  const { t } = useWords();
  const text = useProblemText();
  const navigate = useNavigate();
  const { modal, message } = App.useApp();
  const remove = useDeleteCollection();
  return () =>
    void modal.confirm({
      title: t('collections.deleteTitle', { name: collection.name }),
      content: t('collections.deleteText'),
      okText: t('form.delete'),
      cancelText: t('form.cancel'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await navigate('/collections', { replace: true });
          await remove.mutateAsync(collection.id);
        } catch (error) {
          void message.error(text(error), 6);
        }
      },
    });
}
