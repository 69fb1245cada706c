import { Button } from 'antd';
import { useCallback, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useWords } from '../../app/useWords';
import { EmptyState } from '../../components/EmptyState';
import { PageHeader } from '../../components/PageHeader';
import { PagePending, QueryProblem } from '../../components/QueryView';
import { NoteDialog } from '../visits/NoteDialog';
import { KioskWall } from './KioskWall';
import { LargeRoom } from './LargeRoom';
import { useWallRooms } from './queries';
import { ScreenButton } from './ScreenDialog';
import { useRotation } from './useRotation';
import { useWallKeys } from './useWallKeys';
import { WallFilters, WallTurns } from './WallBar';
import { WallTile } from './WallTile';
import { changeWall, isKiosk, mostLive, pagesOf, readWall, turned, writeWall, type WallView } from './wallView';
import styles from './WallPage.module.css';

interface Noted {
  roomId: string;
  source: string | undefined;
}

/** 巡课: many rooms at once, as they happen. What is shown stands in the address; with `kiosk=1` it is for a screen that nobody sits at. */
export function WallPage() {
  const [search] = useSearchParams();
  return isKiosk(search) ? <KioskWall /> : <OpenWall />;
}

function OpenWall() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const view = readWall(search);
  const found = useWallRooms(view);
  const [heard, setHeard] = useState<string>();
  const [noted, setNoted] = useState<Noted>();
  const pages = pagesOf(found.total, view.size);
  const change = useCallback(
    (part: Partial<WallView>) =>
      setSearch((before) => writeWall(changeWall(readWall(before), part), before), { replace: true }),
    [setSearch],
  );
  const turn = (by: number) => change({ page: turned(view.page, by, pages), large: undefined });
  const held = view.large !== undefined || noted !== undefined || heard !== undefined;
  const rotation = useRotation(view.every, view.page, pages, held, () => turn(1));
  const hear = (roomId: string) => setHeard((now) => (now === roomId ? undefined : roomId));
  const large = found.rooms.find(({ id }) => id === view.large);
  useWallKeys({ rooms: found.rooms, large: view.large, turn, rotation, change, off: noted !== undefined });
  return (
    <>
      <PageHeader
        title={t('wall.title')}
        note={t('wall.logged')}
        actions={
          <>
            <ScreenButton view={view} />
            <Link to="/visits">{t('visits.title')}</Link>
          </>
        }
      />
      {view.large === undefined ? (
        <>
          <WallFilters view={view} onChange={change} />
          <WallTurns view={view} pages={pages} rotation={rotation} onChange={change} onTurn={turn} />
          {found.error !== null ? (
            <QueryProblem error={found.error} onRetry={found.retry} />
          ) : found.loading ? (
            <PagePending />
          ) : found.rooms.length === 0 ? (
            <EmptyState
              title={view.lessons ? t('wall.noLessons') : t('wall.noRooms')}
              text={t('wall.emptyText')}
              action={view.lessons && <Button onClick={() => change({ lessons: false })}>{t('wall.all')}</Button>}
            />
          ) : (
            <ul className={`${styles['wall']} ${styles[`of${view.size}`]}`} aria-label={t('wall.title')}>
              {found.rooms.map((room, index) => (
                <WallTile
                  key={room.id}
                  room={room}
                  live={index < mostLive}
                  acts={{
                    digit: index < 9 ? index + 1 : null,
                    heard: heard === room.id,
                    onHear: () => hear(room.id),
                    onEnlarge: () => change({ large: room.id }),
                    onNote: (source) => setNoted({ roomId: room.id, source }),
                  }}
                />
              ))}
            </ul>
          )}
        </>
      ) : (
        <LargeRoom
          key={view.large}
          roomId={view.large}
          known={large}
          onClose={() => change({ large: undefined })}
          onNote={(roomId, source) => setNoted({ roomId, source })}
        />
      )}
      {noted !== undefined && <NoteDialog {...noted} onClose={() => setNoted(undefined)} />}
    </>
  );
}
