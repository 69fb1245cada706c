import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useLocation } from 'react-router';
import { usePageTitle } from '../../app/usePageTitle';
import { useWords } from '../../app/useWords';
import { ApiError } from '../../api/ApiError';
import { ask, hub } from '../../api/client';
import type { SharedLesson } from '../../api/types';
import { EmptyState } from '../../components/EmptyState';
import { Moment } from '../../components/Moment';
import { QueryView } from '../../components/QueryView';
import { SharedCollectionView } from '../collections/SharedCollectionView';
import { LinkedRoomView } from '../live/LinkedRoomView';
import Player from './Player';
import { linkOf, type WatchLink } from './watchAddress';
import styles from './WatchPage.module.css';

/** A view that joins a running lesson is seen after this time. */
const everyMs = 10_000;

/** What a shared link opens: one lesson or one room, without an account, until the link expires. */
export function WatchPage({ bare = false }: { bare?: boolean }) {
  const { t } = useWords();
  const { hash } = useLocation();
  const link = linkOf(hash);
  usePageTitle(t('watch.title'));
  return (
    <main className={bare ? styles['bare'] : styles['page']}>
      {link === undefined ? (
        <Alert type="warning" showIcon title={t('watch.invalid')} />
      ) : link.kind === 'live' ? (
        <LinkedRoomView key={`${link.token}/${link.id}`} link={link} />
      ) : link.kind === 'collection' ? (
        <SharedCollectionView key={`${link.token}/${link.id}`} token={link.token} id={link.id} />
      ) : (
        <Watch key={`${link.token}/${link.id}`} link={link} />
      )}
    </main>
  );
}

interface WatchProps {
  link: WatchLink;
  autoPlay?: boolean;
  onEnded?: () => void;
}

export function Watch({ link, autoPlay, onEnded }: WatchProps) {
  const { t } = useWords();
  const lesson = useQuery({
    queryKey: ['watch', link.id, link.token],
    queryFn: ({ signal }) =>
      ask(hub.GET('/media/t/{token}/{id}/lesson', { params: { path: { token: link.token, id: link.id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.state === 'recording' ? everyMs : false),
  });
  if (lesson.error instanceof ApiError && lesson.error.status === 404)
    return <EmptyState heading title={t('watch.over')} text={t('watch.overText')} />;
  return (
    <QueryView query={lesson}>
      {(found) => <Lesson link={link} lesson={found} autoPlay={autoPlay} onEnded={onEnded} />}
    </QueryView>
  );
}

interface LessonProps {
  link: WatchLink;
  lesson: SharedLesson;
  autoPlay: boolean | undefined;
  onEnded: (() => void) | undefined;
}

function Lesson({ link, lesson, autoPlay, onEnded }: LessonProps) {
  const { t } = useWords();
  const title = lesson.title === '' ? t('recordings.untitled') : lesson.title;
  usePageTitle(title);
  return (
    <>
      <header className={styles['head']}>
        <h1 className={styles['title']}>
          <img src="/favicon.svg" alt="" width={26} height={26} /> {title}
        </h1>
        <p className={styles['where']}>
          {lesson.schoolName} · {lesson.roomName}
          {lesson.teacher !== '' && ` · ${lesson.teacher}`} · <Moment at={lesson.startedAt} show="both" />
        </p>
      </header>
      {lesson.views.length === 0 ? (
        <EmptyState title={t('playback.nothing')} text={t('playback.nothingText')} />
      ) : (
        <Player
          media={`/media/t/${link.token}/${link.id}`}
          startedAt={lesson.startedAt}
          views={lesson.views}
          marks={lesson.marks}
          chapters={lesson.chapters}
          trim={lesson.trim}
          autoPlay={autoPlay}
          onEnded={onEnded}
        />
      )}
    </>
  );
}

/** The same for a frame in a page of another site: only what is watched. */
export function EmbeddedPage() {
  return <WatchPage bare />;
}
