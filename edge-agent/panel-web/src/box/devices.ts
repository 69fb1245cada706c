import type { Capability, Connection, DeviceValue, Words } from '@tongtang/web/equipment';

export type {
  ActionArgument,
  Capability,
  CapabilityAction,
  CapabilityProperty,
  Choice,
  DeviceValue,
  Words,
} from '@tongtang/web/equipment';

export type DeviceState = 'connecting' | 'online' | 'offline' | 'disabled';

/** A device in the box's status: what changes. */
export interface DeviceStatus {
  id: string;
  name: string;
  driver: string;
  state: DeviceState;
  problem: { code: string; message: string } | null;
  properties: Record<string, DeviceValue>;
  readings: Record<string, number>;
}

/** The same with what can be done with it: `GET /api/v1/devices`. */
export interface Device extends DeviceStatus {
  capabilities: Capability[];
}

export type SceneState = 'running' | 'done' | 'done-with-failures' | 'failed' | 'replaced';

export interface SceneRun {
  state: SceneState;
  startedAt: string;
  done: number;
  steps: number;
  failures: { place: string; device: string; code: string; message: string }[];
}

export interface Scene {
  id: string;
  names: Words;
  onPanel: boolean;
  /** Since the box started; null: never. */
  last: SceneRun | null;
}

export interface DeviceCommand {
  capability: string;
  action: string;
  arguments?: Record<string, DeviceValue>;
}

/** Refusals come as problems; `unknown` is sent but not answered. */
export interface CommandResult {
  outcome: 'done' | 'refused' | 'unknown';
  code: string;
  message: string;
}

/** A search of the room's network and serial ports. */
export interface DeviceSearch {
  state: 'none' | 'running' | 'done';
  seconds: number;
  secondsLeft: number;
  found: FoundDevice[];
  /** What could not be searched for. */
  problems: { driver: string; code: string; message: string }[];
}

export interface FoundDevice {
  driver: string;
  /** The same however often it answers. */
  key: string;
  name: string;
  model: string;
  connection: Connection;
  facts: Record<string, string>;
  /** The device that is set up at this place already. */
  device?: string;
}
