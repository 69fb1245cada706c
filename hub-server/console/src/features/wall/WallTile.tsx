import { EditOutlined, ExpandOutlined, MutedOutlined, SoundOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Room } from '../../api/types';
import { useWords } from '../../app/useWords';
import { LevelMeter } from '../../components/LevelMeter';
import { SourcePicture } from '../agents/SourcePicture';
import { RoomStatusTag } from '../fleet/RoomStatusTag';
import { LiveTile } from './LiveTile';
import { loudest, tileSource } from './wallView';
import styles from './WallTile.module.css';

interface WallTileProps {
  room: Room;
  /** As it happens; otherwise a picture a second. */
  live: boolean;
  /** What somebody before it can do; left out on a screen without a keyboard. */
  acts?: TileActs;
  /** Shown because of its alarm. */
  alarmed?: boolean;
}

export interface TileActs {
  /** The key that enlarges it. */
  digit: number | null;
  heard: boolean;
  onHear: () => void;
  onEnlarge: () => void;
  onNote: (source: string | undefined) => void;
}

/** One room on the wall: its picture, its sound, what is taught, and in words how it is. */
export function WallTile({ room, live, acts, alarmed = false }: WallTileProps) {
  const { t } = useWords();
  const [hasSound, setHasSound] = useState(false);
  const online = room.presence === 'online';
  const sources = room.state?.sources ?? [];
  const source = tileSource(sources);
  const lesson = [room.state?.title, room.state?.teacher].filter(Boolean).join(' · ');
  const name = `${room.name} · ${room.schoolName}`;
  const heard = acts?.heard === true;
  return (
    <li className={styles['tile']} data-heard={heard || undefined} data-alarmed={alarmed || undefined}>
      <div className={styles['stage']}>
        <TilePicture room={room} source={source?.name} live={live} heard={heard} label={name} onSound={setHasSound} />
        {acts !== undefined && (
          <TileTools
            room={room}
            acts={acts}
            hasSound={live && hasSound && online}
            source={online ? source?.name : undefined}
          />
        )}
      </div>
      <div className={styles['facts']}>
        <div className={styles['head']}>
          {acts === undefined ? (
            <strong className={styles['name']}>{room.name}</strong>
          ) : (
            <Link className={styles['name'] ?? ''} to={`/rooms/${room.id}`} title={name}>
              {room.name}
            </Link>
          )}
          <RoomStatusTag room={room} />
        </div>
        <p className={styles['lesson']} title={lesson}>
          <span>{room.schoolName}</span>
          {lesson !== '' && <strong> · {lesson}</strong>}
        </p>
        {online ? (
          <LevelMeter levelDb={loudest(sources)} label={t('wall.level', { room: room.name })} />
        ) : (
          <p className={styles['lesson']}>{t('wall.noSound')}</p>
        )}
      </div>
    </li>
  );
}

interface TileToolsProps {
  room: Room;
  acts: TileActs;
  hasSound: boolean;
  /** Of which a note keeps the picture. */
  source: string | undefined;
}

function TileTools({ room, acts, hasSound, source }: TileToolsProps) {
  const { t } = useWords();
  return (
    <div className={styles['tools']}>
      {hasSound && (
        <Button
          size="small"
          icon={acts.heard ? <SoundOutlined aria-hidden /> : <MutedOutlined aria-hidden />}
          aria-pressed={acts.heard}
          aria-label={t('wall.hear', { room: room.name })}
          title={t('wall.hear', { room: room.name })}
          onClick={acts.onHear}
        />
      )}
      <Button
        size="small"
        icon={<EditOutlined aria-hidden />}
        aria-label={t('wall.note', { room: room.name })}
        onClick={() => acts.onNote(source)}
      >
        {t('wall.noteShort')}
      </Button>
      <Button
        size="small"
        icon={<ExpandOutlined aria-hidden />}
        aria-label={t('wall.enlarge', { room: room.name })}
        title={t('wall.enlarge', { room: room.name })}
        aria-keyshortcuts={acts.digit === null ? undefined : String(acts.digit)}
        onClick={acts.onEnlarge}
      />
    </div>
  );
}

interface TilePictureProps {
  room: Room;
  source: string | undefined;
  live: boolean;
  heard: boolean;
  label: string;
  onSound: (has: boolean) => void;
}

function TilePicture({ room, source, live, heard, label, onSound }: TilePictureProps) {
  const { t } = useWords();
  if (room.presence !== 'online' || source === undefined)
    return (
      <div className={styles['picture']}>
        <p className={styles['words']}>
          {room.presence === 'unenrolled'
            ? t('wall.noBox')
            : room.presence === 'offline'
              ? t('wall.offline')
              : t('wall.noCamera')}
        </p>
      </div>
    );
  if (!live) return <SourcePicture key={source} roomId={room.id} source={source} live label={label} />;
  return (
    <LiveTile
      key={`${room.id}/${source}`}
      roomId={room.id}
      source={source}
      label={label}
      sound={heard}
      onSound={onSound}
    />
  );
}
