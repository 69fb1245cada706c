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
  /** The key that enlarges it. */
  digit: number | null;
  /** As it happens; otherwise a picture a second. */
  live: boolean;
  heard: boolean;
  onHear: () => void;
  onEnlarge: () => void;
  onNote: (source: string | undefined) => void;
}

/** One room on the wall: its picture, its sound, what is taught, and in words how it is. */
export function WallTile({ room, digit, live, heard, onHear, onEnlarge, onNote }: WallTileProps) {
  const { t } = useWords();
  const [hasSound, setHasSound] = useState(false);
  const online = room.presence === 'online';
  const sources = room.state?.sources ?? [];
  const source = tileSource(sources);
  const lesson = [room.state?.title, room.state?.teacher].filter(Boolean).join(' · ');
  const name = `${room.name} · ${room.schoolName}`;
  return (
    <li className={styles['tile']} data-heard={heard || undefined}>
      <div className={styles['stage']}>
        <TilePicture room={room} source={source?.name} live={live} heard={heard} label={name} onSound={setHasSound} />
        <div className={styles['tools']}>
          {live && hasSound && online && (
            <Button
              size="small"
              icon={heard ? <SoundOutlined aria-hidden /> : <MutedOutlined aria-hidden />}
              aria-pressed={heard}
              aria-label={t('wall.hear', { room: room.name })}
              title={t('wall.hear', { room: room.name })}
              onClick={onHear}
            />
          )}
          <Button
            size="small"
            icon={<EditOutlined aria-hidden />}
            aria-label={t('wall.note', { room: room.name })}
            onClick={() => onNote(online ? source?.name : undefined)}
          >
            {t('wall.noteShort')}
          </Button>
          <Button
            size="small"
            icon={<ExpandOutlined aria-hidden />}
            aria-label={t('wall.enlarge', { room: room.name })}
            title={t('wall.enlarge', { room: room.name })}
            aria-keyshortcuts={digit === null ? undefined : String(digit)}
            onClick={onEnlarge}
          />
        </div>
      </div>
      <div className={styles['facts']}>
        <div className={styles['head']}>
          <Link className={styles['name'] ?? ''} to={`/rooms/${room.id}`} title={name}>
            {room.name}
          </Link>
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
