import { Switch } from 'antd';
import { Link } from 'react-router';
import { useWords } from '../../app/useWords';
import styles from './Collections.module.css';
import { nextOf } from './order';
import { useCollection, useCollectionItems } from './queries';

interface UpNextProps {
  collectionId: string;
  recordingId: string;
  /** The next one begins by itself. */
  goesOn: boolean;
  onGoesOn: (goesOn: boolean) => void;
}

/** What follows in the collection that is being watched. */
export function UpNext({ collectionId, recordingId, goesOn, onGoesOn }: UpNextProps) {
  const { t } = useWords();
  const collection = useCollection(collectionId);
  const items = useCollectionItems(collectionId);
  if (collection.data === undefined || items.data === undefined) return null;
  const ids = items.data.items.map(({ id }) => id);
  const next = items.data.items.find(({ id }) => id === nextOf(ids, recordingId));
  return (
    <div className={styles['next']}>
      <span>
        {t('collections.one')} <Link to={`/collections/${collectionId}`}>{collection.data.name}</Link>{' '}
        {t('collections.position', { number: ids.indexOf(recordingId) + 1, total: ids.length })}
      </span>
      {next === undefined ? (
        <span className={styles['soft']}>{t('collections.last')}</span>
      ) : (
        <>
          <span>
            {t('collections.next')}{' '}
            <Link to={`/recordings/${next.id}?collection=${collectionId}`}>
              {next.title === '' ? t('recordings.untitled') : next.title}
            </Link>
          </span>
          <label>
            <Switch size="small" checked={goesOn} onChange={onGoesOn} /> {t('collections.goesOn')}
          </label>
        </>
      )}
    </div>
  );
}

/** The recording after this one; undefined: none, or no collection is watched. */
export function useNextIn(collectionId: string | null, recordingId: string): string | undefined {
  const items = useCollectionItems(collectionId ?? '');
  return collectionId === null
    ? undefined
    : nextOf(
        (items.data?.items ?? []).map(({ id }) => id),
        recordingId,
      );
}
