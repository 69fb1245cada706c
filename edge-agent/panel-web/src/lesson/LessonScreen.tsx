import { useState, type ReactElement } from 'react';
import type { BoxLink } from '../box/boxLink';
import type { BoxStatus } from '../box/status';
import { RoomStrip } from '../room/RoomStrip';
import { Foot } from './Foot';
import { Notices } from './Notices';
import { SourceTiles } from './SourceTiles';
import { StateCard } from './StateCard';
import { loudest, isRecording, noSilence, watchSilence, type Silence } from './silence';

interface LessonScreenProps {
  link: BoxLink;
  status: BoxStatus;
}

/** The teacher's screen: the state and its controls, the pictures, what is left. */
export function LessonScreen({ link, status }: LessonScreenProps): ReactElement {
  const silence = useSilence(link, status);
  const hasStrip = status.devices.length > 0 || status.scenes.some((scene) => scene.onPanel);
  return (
    <>
      <Notices status={status} answering={link.answering} silent={silence} />
      <main className={hasStrip ? 'lesson lesson-strip' : 'lesson'}>
        <StateCard link={link} status={status} />
        <SourceTiles recorder={status.recorder} heardAt={link.heardAt} />
        {hasStrip && <RoomStrip scenes={status.scenes} devices={status.devices} answering={link.answering} />}
      </main>
      <Foot status={status} heardAt={link.heardAt} />
    </>
  );
}

/** Judged once for each word of the box. */
function useSilence(link: BoxLink, status: BoxStatus): boolean {
  const [seen, setSeen] = useState<{ heardAt: number; silence: Silence }>({ heardAt: 0, silence: noSilence });
  if (seen.heardAt !== link.heardAt) {
    const { recorder } = status;
    const silence = watchSilence(seen.silence, isRecording(recorder), loudest(recorder), link.heardAt);
    setSeen({ heardAt: link.heardAt, silence });
    return silence.warning;
  }
  return seen.silence.warning;
}
