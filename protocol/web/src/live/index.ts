export { createLivePlayer, type LivePlayer, type LivePlayerState, type LiveSource } from './livePlayer';
export { LiveStage, type LiveStageProps } from './LiveStage';
export type { LivePhase, LiveViewState } from './liveView';
export { readMessage, readState, type LiveMessage, type LiveStateMessage } from './message';
export { pace, type PaceFacts, type PaceOrder } from './pace';
