import { RecordingPlayer, type PlayerChapter, type PlayerMark } from '@tongtang/web/player';
import '@tongtang/web/player.css';
import { useWords } from '../../app/useWords';
import type { RecordingTrim } from '../../api/types';
import { roleName } from '../../components/roleName';
import { playedPart } from './lessonTimes';
import styles from './Player.module.css';

interface PlayerProps {
  /** Where its playlists lie: `/media/{id}`, or for holders of a link `/media/t/{secret}/{id}`. */
  media: string;
  startedAt: string;
  views: readonly { name: string; role: string }[];
  marks: readonly PlayerMark[];
  chapters: readonly PlayerChapter[];
  /** Only this part is played. */
  trim: RecordingTrim | null | undefined;
  /** Seconds since the lesson began: there it stands first. */
  startAt?: number | undefined;
  /** Told where it stands, in seconds since the lesson began. */
  onPosition?: ((seconds: number) => void) | undefined;
  /** Who watches, written over the pictures. */
  overlay?: string | undefined;
  autoPlay?: boolean | undefined;
  /** Told when it has been played to its end. */
  onEnded?: (() => void) | undefined;
}

/** The shared player on a recording's views. A view that joins later is another player. */
export default function Player({
  media,
  views,
  startAt,
  onPosition,
  overlay,
  autoPlay,
  onEnded,
  ...lesson
}: PlayerProps) {
  const { t, has } = useWords();
  const { from, startedAt, marks, chapters } = playedPart(lesson.startedAt, lesson.trim, lesson.marks, lesson.chapters);
  const roles = views.map((view) => view.role);
  return (
    <div className={styles['player']}>
      <RecordingPlayer
        key={`${media}/${from}-${lesson.trim?.toSeconds ?? ''}/${views.map((view) => view.name).join('/')}`}
        startedAt={startedAt}
        marks={marks}
        chapters={chapters}
        startAt={startAt === undefined ? undefined : Math.max(0, startAt - from)}
        onPosition={(seconds) => onPosition?.(from + seconds)}
        overlay={overlay}
        autoPlay={autoPlay}
        onEnded={onEnded}
        views={views.map(({ name, role }) => ({
          name,
          address: `${media}/${name}/index.m3u8`,
          // Two views of one role are told apart by their names.
          label:
            roles.filter((other) => other === role).length > 1
              ? `${roleName(t, has, role)} ${name}`
              : roleName(t, has, role),
        }))}
      />
    </div>
  );
}
