import { problemText } from '@tongtang/web';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import { useLoaded } from '../box/useLoaded';

interface ChoicesProps {
  /** Ids of the rooms that take part already. */
  present: readonly string[];
  onInvite: (roomId: string) => void;
}

/** The rooms of this room's pairings that are not there yet. */
export function Choices({ present, onInvite }: ChoicesProps): ReactElement {
  const { t, i18n } = useTranslation();
  const { value, problem } = useLoaded(box.lessonChoices);
  const rooms = new Map(value?.pairings.flatMap((pairing) => pairing.receivers).map((room) => [room.roomId, room]));
  for (const roomId of present) rooms.delete(roomId);
  if (problem !== null) return <p className="card-problem">{problemText(i18n, problem)}</p>;
  if (value === null) return <p role="status">{t('linked.asking')}</p>;
  if (rooms.size === 0) return <p>{t('linked.nobodyToInvite')}</p>;
  return (
    <ul className="linked-choices">
      {[...rooms.values()].map((room) => (
        <li key={room.roomId}>
          <button type="button" className="button" disabled={!room.online} onClick={() => onInvite(room.roomId)}>
            {room.schoolName} {room.roomName} {!room.online && t('linked.offline')}
          </button>
        </li>
      ))}
    </ul>
  );
}
