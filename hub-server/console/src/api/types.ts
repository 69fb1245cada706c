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
export type LiveRoomItem = Schemas['LiveRoomItem'];
export type RoomLive = Schemas['RoomLive'];
export type LinkedRoom = Schemas['LinkedRoom'];
export type LiveSourceItem = Schemas['LiveSourceItem'];
export type Alarm = Schemas['AlarmItem'];
export type AlarmDetail = Schemas['AlarmDetail'];
export type AlarmHistoryItem = Schemas['AlarmHistoryItem'];
export type RoomDevices = Schemas['RoomDevices'];
export type Device = Schemas['Device'];
export type DeviceState = Device['state'];
export type Scene = Schemas['Scene'];
export type PropertyValue = string | number | boolean;
export type BothLanguages = Schemas['BothLanguages'];
export type DriverDescription = Schemas['DriverDescription'];
export type DescribedCapability = Schemas['DescribedCapability'];
export type DescribedAction = Schemas['DescribedAction'];
export type DescribedArgument = Schemas['DescribedArgument'];
export type DescribedProperty = Schemas['DescribedProperty'];
export type DescribedSetting = Schemas['DescribedSetting'];
export type DeviceCommandItem = Schemas['DeviceCommandItem'];
export type DeviceConfiguration = Schemas['DeviceConfiguration'];
export type DeviceItem = Schemas['DeviceItem'];
export type DeviceKind = Schemas['DeviceKind'];
export type ListedState = DeviceItem['state'];
export type BulkCommand = Schemas['BulkCommand'];
export type BulkRow = Schemas['BulkRow'];
export type ShareLink = Schemas['CreatedLink'];
export type SharedLesson = Schemas['SharedLesson'];
export type Download = Schemas['Download'];

/** One page of a list that the hub keeps: `page` counts from 1, `total` is what matches in all. */
export interface Page<T> {
  items: T[];
  total: number;
  page: number;
  pageSize: number;
}
