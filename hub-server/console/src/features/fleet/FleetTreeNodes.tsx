import { CaretRightOutlined } from '@ant-design/icons';
import type { UseInfiniteQueryResult, InfiniteData } from '@tanstack/react-query';
import { use, type ReactNode } from 'react';
import { useWords } from '../../app/useWords';
import type { Page, PlaceAlarms, Region, Room, School } from '../../api/types';
import { StatusGlyph } from '../../components/StatusTag';
import { useProblemText } from '../../components/useProblemText';
import { useRegionTree, useRoomTree, useSchoolTree } from './queries';
import { lookOf, roomStatus, statusLook } from './roomStatus';
import { TreeState } from './treeState';
import styles from './FleetTree.module.css';

export function RegionNodes() {
  const { t } = useWords();
  const regions = useRegionTree();
  const only = regions.data?.pages[0]?.total === 1;
  return (
    <Level level={1} found={regions} empty={t('tree.noRegion')}>
      {(region: Region, first) => (
        <Node
          key={region.id}
          node={region}
          level={1}
          to={`/fleet/regions/${region.id}`}
          openByDefault={only}
          first={first}
          counts={region}
        >
          <SchoolNodes region={region.id} />
        </Node>
      )}
    </Level>
  );
}

function SchoolNodes({ region }: { region: string }) {
  const { t } = useWords();
  return (
    <Level level={2} found={useSchoolTree(region)} empty={t('tree.noSchool')}>
      {(school: School) => (
        <Node key={school.id} node={school} level={2} to={`/fleet/schools/${school.id}`} counts={school}>
          <RoomNodes school={school.id} />
        </Node>
      )}
    </Level>
  );
}

function RoomNodes({ school }: { school: string }) {
  const { t } = useWords();
  return (
    <Level level={3} found={useRoomTree(school)} empty={t('tree.noRoom')}>
      {(room: Room) => <RoomNode key={room.id} room={room} />}
    </Level>
  );
}

function RoomNode({ room }: { room: Room }) {
  const { t } = useWords();
  const { place } = use(TreeState);
  const status = roomStatus(room);
  const look = statusLook[status];
  return (
    <div
      role="treeitem"
      aria-level={3}
      aria-selected={place.id === room.id}
      tabIndex={place.id === room.id ? 0 : -1}
      data-id={room.id}
      data-to={`/rooms/${room.id}`}
    >
      <div className={`${styles['row']} ${styles['leaf']}`}>
        <StatusGlyph {...look} />
        <span className={styles['name']}>{room.name}</span>
        <span className={styles['word']}>{t(`roomStatus.${status}`)}</span>
      </div>
    </div>
  );
}

interface TreeCounts {
  rooms: number;
  online: number;
  recording: number;
  offline: number;
  alarms: PlaceAlarms;
}

interface NodeProps {
  node: { id: string; name: string };
  level: number;
  to: string;
  openByDefault?: boolean;
  /** The row that Tab reaches while no page of the tree is open. */
  first?: boolean;
  counts: TreeCounts;
  children: ReactNode;
}

function Node({ node, level, to, openByDefault = false, first = false, counts, children }: NodeProps) {
  const { place, isOpen } = use(TreeState);
  const open = isOpen(node.id, openByDefault);
  const here = place.id === node.id;
  return (
    <div
      role="treeitem"
      aria-level={level}
      aria-expanded={open}
      aria-selected={here}
      tabIndex={here || first ? 0 : -1}
      data-id={node.id}
      data-to={to}
    >
      <div className={`${styles['row']} ${level === 1 ? styles['region'] : styles['school']}`}>
        <span data-toggle className={styles['caret']}>
          <CaretRightOutlined rotate={open ? 90 : 0} aria-hidden />
        </span>
        <StatusGlyph {...lookOf(counts)} />
        <span className={styles['name']}>{node.name}</span>
        <Counts {...counts} />
      </div>
      {open && <div role="group">{children}</div>}
    </div>
  );
}

function Counts({ rooms, recording, offline, alarms }: TreeCounts) {
  const { t } = useWords();
  const words = [
    alarms.rooms > 0 ? t('tree.alarms', { count: alarms.rooms }) : undefined,
    recording > 0 ? t('tree.recording', { count: recording }) : undefined,
    offline > 0 ? t('tree.offline', { count: offline }) : undefined,
    t('tree.rooms', { count: rooms }),
  ].filter((word) => word !== undefined);
  return (
    <span className={`number ${styles['counts']}`} title={words.join(' · ')}>
      <span className="visually-hidden">{words.join(', ')}</span>
      <span aria-hidden>
        {recording > 0 && (
          <span className={styles['recording']}>
            <StatusGlyph glyph="dot" /> {recording}
          </span>
        )}
        {offline > 0 && (
          <span className={styles['offline']}>
            <StatusGlyph glyph="cross" /> {offline}
          </span>
        )}
        <span>{rooms}</span>
      </span>
    </span>
  );
}

interface LevelProps<T> {
  level: number;
  found: UseInfiniteQueryResult<InfiniteData<Page<T>>>;
  empty: string;
  children: (item: T, first: boolean) => ReactNode;
}

/** One level below a node: what is fetched so far, then a row for the rest, or why there is none. */
function Level<T>({ level, found, empty, children }: LevelProps<T>) {
  const { t } = useWords();
  const text = useProblemText();
  const indent = { paddingInlineStart: 14 + level * 16 };
  if (found.isPending)
    return (
      <div className={styles['hint']} style={indent}>
        {t('loading')}
      </div>
    );
  if (found.isError)
    return (
      <MoreRow
        level={level}
        label={`${text(found.error)} ${t('retry')}`}
        onMore={() => void found.refetch()}
        busy={found.isFetching}
      />
    );
  const items = found.data.pages.flatMap((page) => page.items);
  const total = found.data.pages.at(-1)?.total ?? 0;
  return (
    <>
      {items.map((item, index) => children(item, index === 0))}
      {items.length === 0 && (
        <div className={styles['hint']} style={indent}>
          {empty}
        </div>
      )}
      {found.hasNextPage && (
        <MoreRow
          level={level}
          label={t('tree.more', { count: total - items.length })}
          onMore={() => void found.fetchNextPage()}
          busy={found.isFetchingNextPage}
        />
      )}
    </>
  );
}

function MoreRow({ level, label, onMore, busy }: { level: number; label: string; onMore: () => void; busy: boolean }) {
  return (
    <div role="treeitem" aria-level={level} aria-selected={false} tabIndex={-1} data-more>
      <button
        type="button"
        tabIndex={-1}
        className={styles['more']}
        style={{ paddingInlineStart: 14 + level * 16 }}
        disabled={busy}
        onClick={onMore}
      >
        {label}
      </button>
    </div>
  );
}
