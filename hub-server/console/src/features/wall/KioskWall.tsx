import { clockTime } from '@tongtang/web';
import { useCallback } from 'react';
import { useOutletContext, useSearchParams } from 'react-router';
import type { ShellContext } from '../../app/AppShell';
import { usePageTitle } from '../../app/usePageTitle';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import type { Room } from '../../api/types';
import { formatNumber } from '../../components/format';
import { useNow } from '../../components/useNow';
import { useProblemText } from '../../components/useProblemText';
import { useRetry } from '../../components/useRetry';
import { ScopeName } from '../fleet/ScopeName';
import { useSession } from '../accounts/session';
import { AlarmStrip } from './AlarmStrip';
import { placeOf, usePressingAlarms } from './pressingAlarms';
import { useKioskScale } from './useKioskScale';
import { useOneRoom, useWallRooms, type WallRooms } from './queries';
import { useRotation } from './useRotation';
import { WallTile } from './WallTile';
import { mostLive, pagesOf, readWall, turned, withFirst, writeWall, type WallView } from './wallView';
import styles from './KioskWall.module.css';

/**
 * The wall of a command centre: the whole screen, nobody at its keyboard. It turns by itself, stands still on a new alarm
 * with that room in front, and says how old what it shows is.
 */
export function KioskWall() {
  const { t } = useWords();
  usePageTitle(t('wall.title'));
  const scale = useKioskScale();
  const [search, setSearch] = useSearchParams();
  const view = readWall(search);
  const found = useWallRooms(view);
  useRetry(found.error !== null, found.retry);
  const alarms = usePressingAlarms(view);
  const alarmed = useOneRoom(alarms.fresh?.roomId);
  const pages = pagesOf(found.total, view.size);
  const turn = useCallback(
    () => setSearch((before) => writeWall({ ...view, page: turned(view.page, 1, pages) }, before), { replace: true }),
    [setSearch, view, pages],
  );
  const rotation = useRotation(view.every, view.page, pages, alarms.fresh !== undefined, turn);
  const rooms = withFirst(found.rooms, alarmed, view.size);
  return (
    <div className={styles['kiosk']} style={{ zoom: scale, '--scale': scale } as React.CSSProperties}>
      <header className={styles['head']}>
        <h1 className={styles['title']}>
          <PlaceTitle view={view} />
        </h1>
        <Figures found={found} alarms={alarms.total} pages={pages} page={view.page} />
        <DataAge />
      </header>
      {rotation.running && (
        <span className={styles['progress']} aria-hidden>
          <span key={rotation.round} style={{ animationDuration: `${view.every}s` }} />
        </span>
      )}
      <Tiles rooms={rooms} found={found} view={view} alarmed={alarmed?.id} />
      <AlarmStrip alarms={alarms} />
    </div>
  );
}

function PlaceTitle({ view }: { view: WallView }) {
  const { t } = useWords();
  const own = useSession().data?.scope;
  const place = placeOf(view) ?? own;
  return place === undefined || place.kind === 'hub' ? t('kiosk.everywhere') : <ScopeName scope={place} />;
}

interface FiguresProps {
  found: WallRooms;
  alarms: number;
  pages: number;
  page: number;
}

function Figures({ found, alarms, pages, page }: FiguresProps) {
  const { t } = useWords();
  const { language } = usePreferences();
  return (
    <p className={styles['figures']}>
      <span>{t('kiosk.rooms', { count: found.total, shown: formatNumber(language, found.total) })}</span>
      <span data-some={alarms > 0 || undefined}>
        {t('kiosk.alarms', { count: alarms, shown: formatNumber(language, alarms) })}
      </span>
      {pages > 1 && <span>{t('wall.page', { page: Math.min(page, pages), pages })}</span>}
    </p>
  );
}

/** The time of day while all is of now; else since when it is not. */
function DataAge() {
  const { t } = useWords();
  const { language } = usePreferences();
  const { lostAt } = useOutletContext<ShellContext>();
  const now = useNow();
  const time = (at: number) =>
    new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
  if (lostAt === undefined)
    return (
      <p className={styles['age']}>
        <time className="number">{time(now)}</time> {t('kiosk.current')}
      </p>
    );
  return (
    <p className={styles['age']} data-old role="status">
      {t('kiosk.old', { time: time(lostAt), age: clockTime((now - lostAt) / 1_000) })}
    </p>
  );
}

interface TilesProps {
  rooms: readonly Room[];
  found: WallRooms;
  view: WallView;
  alarmed: string | undefined;
}

function Tiles({ rooms, found, view, alarmed }: TilesProps) {
  const { t } = useWords();
  const text = useProblemText();
  if (rooms.length === 0)
    return (
      <p className={styles['nothing']} role="status">
        {found.error !== null
          ? text(found.error)
          : found.loading
            ? t('loading')
            : view.lessons
              ? t('wall.noLessons')
              : t('wall.noRooms')}
      </p>
    );
  return (
    <ul className={`${styles['tiles']} ${styles[`of${view.size}`]}`} aria-label={t('wall.title')}>
      {rooms.map((room, index) => (
        <WallTile key={room.id} room={room} live={index < mostLive} alarmed={room.id === alarmed} />
      ))}
    </ul>
  );
}
