export { RecordingPlayer, type PlayerMark, type PlayerViewSource, type RecordingPlayerProps } from './RecordingPlayer';
export {
  createSyncedPlayer,
  speeds,
  type PlayerState,
  type SyncedPlayer,
  type SyncedPlayerOptions,
  type ViewPhase,
  type ViewState,
} from './syncedPlayer';
export type { ViewProblem } from './view';
