import './stage.css';
import { createLivePlayer, type LivePlayer } from '@tongtang/web/live';
import { useEffect, useRef, useState, useSyncExternalStore, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { LessonSource, LinkedLesson } from '../box/linkedLesson';
import { arrange, keyOf, type Placed } from './arrange';
import { Lost } from './Lost';

interface StageProps {
  lesson: LinkedLesson;
  /** The box reaches the hub. */
  online: boolean;
}

/** The pictures in the host's layout, the sound of whom the lesson lets be heard, and in words what is missing. */
export function Stage({ lesson, online }: StageProps): ReactElement {
  const { t } = useTranslation();
  const [player] = useState(createLivePlayer);
  // A room that is not to be heard has no element that could play it.
  const heard = lesson.sources.filter((source) => source.heard);
  const names = heard.map(soundOf).join(' ');
  useEffect(() => player.hear(names === '' ? [] : names.split(' ')), [player, names]);
  useEffect(() => player.setVolume(lesson.volume / 100), [player, lesson.volume]);
  const placed = arrange(lesson);
  const small = placed.filter(({ place }) => place === 'small');
  const own = lesson.rooms.find((room) => room.isSelf);
  return (
    <section
      className="rc-stage"
      data-layout={lesson.role === 'host' ? 'one-large' : lesson.layout}
      data-large={small.length > 0 || undefined}
      data-count={Math.min(4, placed.length)}
      aria-label={lesson.title}
    >
      {placed.length === 0 && <p className="rc-nothing">{t('receive.nobody')}</p>}
      {placed.map((one) => (
        <Tile key={keyOf(one.source)} player={player} placed={one} order={small.indexOf(one)} />
      ))}
      {heard.map((source) => (
        <Sound key={keyOf(source)} player={player} source={source} />
      ))}
      {own?.hasFloor === true && <p className="rc-flag">{t('receive.youHaveTheFloor')}</p>}
      {lesson.role === 'receiver' && <Lost lesson={lesson} online={online} />}
    </section>
  );
}

function soundOf(source: LessonSource): string {
  return `${keyOf(source)}#sound`;
}

/** The hub hands on a room's sound only while it is heard: picture and sound are played apart, so that the picture stays. */
function useAttached(
  player: LivePlayer,
  source: LessonSource,
  only: 'picture' | 'sound',
): React.RefObject<HTMLVideoElement | null> {
  const video = useRef<HTMLVideoElement>(null);
  const { address } = source;
  const name = only === 'sound' ? soundOf(source) : keyOf(source);
  useEffect(() => {
    if (!video.current) return undefined;
    return player.attach({ name, address, label: name, only }, video.current);
  }, [player, name, address, only]);
  return video;
}

function Tile({ player, placed, order }: { player: LivePlayer; placed: Placed; order: number }): ReactElement {
  const { t } = useTranslation();
  const { source, room, place } = placed;
  const video = useAttached(player, source, 'picture');
  const { views } = useSyncExternalStore(player.subscribe, player.state);
  const phase = views[keyOf(source)]?.phase ?? 'connecting';
  return (
    <figure
      className="rc-tile"
      data-place={place}
      data-source={keyOf(source)}
      data-phase={phase}
      style={order >= 0 ? { order: order + 1, ['--rc-order' as string]: order } : undefined}
    >
      {/* What happens now has no captions track. */}
      {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
      <video ref={video} aria-label={`${room.schoolName} ${room.roomName}`} tabIndex={-1} />
      {phase !== 'live' && (
        <p className="rc-state" role="status">
          {phase === 'lost' || source.state === 'lost' ? (
            <LostSince since={source.since} />
          ) : (
            t(`receive.phase.${phase}`)
          )}
        </p>
      )}
      <figcaption className="rc-name">
        {room.schoolName} {room.roomName}
        {room.hasFloor && <strong>{t('receive.speaking')}</strong>}
      </figcaption>
    </figure>
  );
}

function Sound({ player, source }: { player: LivePlayer; source: LessonSource }): ReactElement {
  const video = useAttached(player, source, 'sound');
  return (
    // eslint-disable-next-line jsx-a11y/media-has-caption
    <video ref={video} className="rc-sound" data-sound={keyOf(source)} tabIndex={-1} aria-hidden="true" />
  );
}

function LostSince({ since }: { since: string }): ReactElement {
  const { t, i18n } = useTranslation();
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: 'medium', hourCycle: 'h23' });
  return <>{t('receive.lostSince', { time: time.format(new Date(since)) })}</>;
}
