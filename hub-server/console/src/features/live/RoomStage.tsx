import { LiveStage } from '@tongtang/web/live';
import '@tongtang/web/player.css';
import { useWords } from '../../app/useWords';
import { roleName } from '../../components/roleName';
import styles from './LiveRoomPage.module.css';

interface RoomStageProps {
  /** Where the sources' frames come from: `/live/{room}`, or for holders of a link `/live/t/{secret}/{room}`. */
  base: string;
  sources: readonly { name: string; role: string }[];
}

/** A room's sources as they happen. Another room is another stage. */
export function RoomStage({ base, sources }: RoomStageProps) {
  const { t, has } = useWords();
  const roles = sources.map((source) => source.role);
  return (
    <div className={styles['stage']}>
      <LiveStage
        key={base}
        sources={sources.map(({ name, role }) => ({
          name,
          address: `${base}/${name}`,
          // Two sources of one role are told apart by their names.
          label:
            role === '' || roles.filter((other) => other === role).length > 1
              ? `${roleName(t, has, role)} ${name}`.trim()
              : roleName(t, has, role),
        }))}
      />
    </div>
  );
}
