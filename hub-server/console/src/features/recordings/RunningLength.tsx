import { clockTime } from '@tongtang/web';
import type { RecordingItem } from '../../api/types';
import { Elapsed } from '../../components/Moment';

/** How long a recording is: while it runs it grows by the clock, not by what has arrived. */
export function RunningLength({
  recording,
}: {
  recording: Pick<RecordingItem, 'state' | 'startedAt' | 'durationSeconds'>;
}) {
  return recording.state === 'recording' ? (
    <Elapsed since={recording.startedAt} format={clockTime} />
  ) : (
    <span className="number">{clockTime(recording.durationSeconds)}</span>
  );
}
