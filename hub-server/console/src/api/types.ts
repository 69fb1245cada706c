import type { components } from './schema';

type Schemas = components['schemas'];

export type Problem = Schemas['ProblemDetails'];
export type Session = Schemas['SessionView'];
export type Scope = Schemas['Scope'];
export type Token = Schemas['ApiToken'];
export type NewToken = Schemas['CreatedToken'];
export type Region = Schemas['Region'];
export type School = Schemas['School'];
export type SchoolKind = School['kind'];
export type SchoolTier = School['tier'];
export type Room = Schemas['Room'];
export type RoomState = Schemas['RoomState'];
export type RoomSource = Schemas['RoomSource'];
export type JoinCode = Schemas['IssuedJoinCode'];
export type CommandResult = Schemas['CommandAnswer'];
export type RecordingItem = Schemas['RecordingItem'];
export type Recording = Schemas['RecordingDetail'];
export type RecordingState = RecordingItem['state'];
export type Alarm = Schemas['AlarmItem'];
export type AlarmDetail = Schemas['AlarmDetail'];
export type AlarmHistoryItem = Schemas['AlarmHistoryItem'];
export type ShareLink = Schemas['CreatedLink'];
export type LinkedLesson = Schemas['LinkedLesson'];
export type Download = Schemas['Download'];

/** One page of a list that the hub keeps: `page` counts from 1, `total` is what matches in all. */
export interface Page<T> {
  items: T[];
  total: number;
  page: number;
  pageSize: number;
}
