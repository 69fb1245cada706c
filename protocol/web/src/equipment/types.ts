/** A text in the two languages of the pages. */
export interface Words {
  zh: string;
  en: string;
}

export interface Choice extends Words {
  id: string;
}

export type DeviceValue = string | number | boolean;

/** A value that somebody gives: an argument of a command. */
export interface ValueSpec {
  names: Words;
  /** `text`, `number`, `flag` or `choice`. */
  kind: string;
  minimum?: number | null;
  maximum?: number | null;
  whole?: boolean;
  options: Choice[];
  default?: DeviceValue | null;
}

/** What a device can do, as it says itself. */
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

export interface ActionArgument extends ValueSpec {
  name: string;
}

export interface CapabilityProperty {
  name: string;
  names: Words;
  kind: string;
  /** As it is shown, e.g. "°C". */
  unit: string;
  options: Choice[];
  reading: boolean;
}

export const connectionKinds = ['serial', 'tcp', 'udp', 'http', 'mqtt', 'files', 'keys', 'gpio', 'network'] as const;
export type ConnectionKind = (typeof connectionKinds)[number];

/** The way to a device; what a kind does not need is not there or is empty. */
export type Connection = Record<string, DeviceValue>;

/** One thing that an installer tells a driver. */
export interface SettingField {
  name: string;
  names: Words;
  help?: Words | null;
  /** `text`, `secret`, `integer`, `number`, `flag`, `choice` or `file`. */
  kind: string;
  default?: DeviceValue | null;
  minimum?: number | null;
  maximum?: number | null;
  options?: Choice[];
}

/** A driver.json, as far as pages need it. */
export interface Driver {
  id: string;
  names: Words;
  models: string[];
  /** With the values that the device leaves the factory with, the usual way first. */
  connections: Connection[];
  settings: SettingField[];
  /** `hardware`, `foreignPeer`, `vectors` or `unproven`. */
  proof: string;
}

/** A device as the room's equipment says it; what pages do not know of is kept as it is. */
export interface ConfiguredDevice {
  id: string;
  name: string;
  driver: string;
  enabled?: boolean;
  connection?: Connection;
  settings?: Record<string, DeviceValue>;
  pollSeconds?: number;
  [more: string]: unknown;
}

export const recordingSteps = ['start', 'pause', 'resume', 'stop'] as const;

/** One step of a scene: exactly one of device, parallel, scene, recording and pauseSeconds is there. */
export interface Step {
  device?: string;
  capability?: string;
  action?: string;
  arguments?: Record<string, DeviceValue>;
  /** With a device: the state that must show before the step is over. */
  until?: { property: string; is: DeviceValue; seconds?: number };
  parallel?: Step[];
  scene?: string;
  recording?: string;
  pauseSeconds?: number;
  onFailure?: string;
}

export interface ConfiguredScene {
  id: string;
  names: Words;
  steps: Step[];
  onPanel?: boolean;
  [more: string]: unknown;
}

/** Exactly one of reading, property, key, card, offline and recorder is there. */
export interface Condition {
  device?: string;
  reading?: string;
  above?: number;
  below?: number;
  hysteresis?: number;
  property?: string;
  is?: DeviceValue;
  key?: string;
  card?: string;
  offline?: boolean;
  recorder?: string;
  forSeconds?: number;
}

export interface ConfiguredRule {
  id: string;
  names: Words;
  enabled?: boolean;
  when: Condition;
  then?: Step[];
  otherwise?: Step[];
  alarm?: Words;
  from?: string;
  to?: string;
  atMostEverySeconds?: number;
  [more: string]: unknown;
}

export interface Equipment {
  devices: ConfiguredDevice[];
  scenes: ConfiguredScene[];
  rules: ConfiguredRule[];
}

/** A device of the room with what it can do. */
export interface KnownDevice {
  id: string;
  name: string;
  capabilities: readonly Capability[];
}

export function wordsIn(language: string, words: Words): string {
  const [wanted, other] = language.startsWith('en') ? [words.en, words.zh] : [words.zh, words.en];
  return wanted || other;
}
