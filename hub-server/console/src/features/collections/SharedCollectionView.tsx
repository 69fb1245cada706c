import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { usePageTitle } from '../../app/usePageTitle';
import { useWords } from '../../app/useWords';
import { ApiError } from '../../api/ApiError';
import { ask, hub } from '../../api/client';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { Moment } from '../../components/Moment';
import { QueryView } from '../../components/QueryView';
import { Watch } from '../playback/WatchPage';
import styles from './Collections.module.css';
import { nextOf } from './order';
import { RecordingPicture } from './RecordingPicture';

/** What a collection's link shows: its public recordings, one after the other. */
export function SharedCollectionView({ token, id }: { token: string; id: string }) {
  const { t } = useWords();
  const [chosen, setChosen] = useState<string>();
  const shared = useQuery({
    queryKey: ['watch', 'collection', id, token],
    queryFn: ({ signal }) =>
      ask(hub.GET('/media/t/{token}/collections/{id}', { params: { path: { token, id } }, signal })),
  });
  usePageTitle(shared.data?.name ?? t('watch.title'));
  if (shared.error instanceof ApiError && shared.error.status === 404)
    return <EmptyState heading title={t('watch.over')} text={t('watch.overText')} />;
  return (
    <QueryView query={shared}>
      {({ name, description, recordings }) => {
        const ids = recordings.map((recording) => recording.id);
        const playing = chosen !== undefined && ids.includes(chosen) ? chosen : ids[0];
        return (
          <>
            <p>{name}</p>
            {description !== '' && <p className={styles['words']}>{description}</p>}
            {playing === undefined ? (
              <EmptyState heading title={t('collections.empty')} text="" />
            ) : (
              <Watch
                key={playing}
                link={{ kind: 'lesson', token, id: playing }}
                onEnded={() => setChosen(nextOf(ids, playing) ?? playing)}
                autoPlay={chosen !== undefined}
              />
            )}
            <Card title={t('collections.count', { count: recordings.length })} flush>
              <ol className={styles['list']}>
                {recordings.map((recording) => (
                  <li key={recording.id} className={styles['row']}>
                    <span className={styles['small']}>
                      <RecordingPicture media={`/media/t/${token}/${recording.id}`} />
                    </span>
                    <span className={styles['what']}>
                      <Button
                        type="link"
                        aria-current={recording.id === playing}
                        onClick={() => setChosen(recording.id)}
                      >
                        {recording.title === '' ? t('recordings.untitled') : recording.title}
                      </Button>
                      <span className={styles['soft']}>
                        {recording.teacher !== '' && `${recording.teacher} · `}
                        {recording.schoolName} · <Moment at={recording.startedAt} show="short" />
                      </span>
                    </span>
                  </li>
                ))}
              </ol>
            </Card>
          </>
        );
      }}
    </QueryView>
  );
}
