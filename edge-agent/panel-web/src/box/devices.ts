/** A text in the two languages of the pages. */
export interface Words {
  zh: string;
  en: string;
}

export interface Choice extends Words {
  id: string;
}

export type DeviceValue = string | number | boolean;
export type ValueKind = 'text' | 'number' | 'flag' | 'choice';
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

export interface Capability {
  id: string;
  names: Words;
  actions: CapabilityAction[];
  properties: CapabilityProperty[];
}

export interface CapabilityAction {
  id: string;
  names: Words;
  arguments: ActionArgument[];
}

export interface ActionArgument {
  name: string;
  names: Words;
  kind: ValueKind;
  minimum?: number | null;
  maximum?: number | null;
  whole: boolean;
  options: Choice[];
  default?: DeviceValue | null;
}

export interface CapabilityProperty {
  name: string;
  names: Words;
  kind: ValueKind;
  /** As it is shown, e.g. "°C". */
  unit: string;
  options: Choice[];
  reading: boolean;
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
