export type { PlayerChapter, PlayerMark, PlayerViewSource } from './lesson';
export { RecordingPlayer, type RecordingPlayerProps } from './RecordingPlayer';
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
