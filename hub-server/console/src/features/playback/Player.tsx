import { RecordingPlayer } from '@tongtang/web/player';
import '@tongtang/web/player.css';
import { useWords } from '../../app/useWords';
import type { Recording } from '../../api/types';
import { roleName } from '../../components/roleName';
import styles from './Player.module.css';

/** The shared player on this recording's views. A view that joins later is another player. */
export default function Player({ recording }: { recording: Recording }) {
  const { t, has } = useWords();
  const { id, views } = recording;
  const roles = views.map((view) => view.role);
  return (
    <div className={styles['player']}>
      <RecordingPlayer
        key={`${id}/${views.map((view) => view.name).join('/')}`}
        startedAt={recording.startedAt}
        marks={recording.marks}
        views={views.map(({ name, role }) => ({
          name,
          address: `/media/${id}/${name}/index.m3u8`,
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
