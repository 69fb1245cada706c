import { RecordingPlayer, type PlayerMark } from '@tongtang/web/player';
import '@tongtang/web/player.css';
import { useWords } from '../../app/useWords';
import { roleName } from '../../components/roleName';
import styles from './Player.module.css';

interface PlayerProps {
  /** Where its playlists lie: `/media/{id}`, or for holders of a link `/media/t/{secret}/{id}`. */
  media: string;
  startedAt: string;
  views: readonly { name: string; role: string }[];
  marks: readonly PlayerMark[];
  /** Seconds since the lesson began: there it stands first. */
  startAt?: number | undefined;
}

/** The shared player on a recording's views. A view that joins later is another player. */
export default function Player({ media, startedAt, views, marks, startAt }: PlayerProps) {
  const { t, has } = useWords();
  const roles = views.map((view) => view.role);
  return (
    <div className={styles['player']}>
      <RecordingPlayer
        key={`${media}/${views.map((view) => view.name).join('/')}`}
        startedAt={startedAt}
        marks={marks}
        startAt={startAt}
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
