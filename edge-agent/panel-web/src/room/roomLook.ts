import { wordsIn } from '@tongtang/web/equipment';
import type { TFunction } from 'i18next';
import type {
  CapabilityProperty,
  Device,
  DeviceState,
  DeviceStatus,
  DeviceValue,
  Scene,
  SceneState,
} from '../box/devices';
import type { IconName } from '../look/icons';

/** What the room was told last: an older scene's end says nothing of how the room is now. */
export function latestScene(scenes: readonly Scene[]): Scene | null {
  const begun = (scene: Scene): number => Date.parse(scene.last?.startedAt ?? '') || 0;
  const told = scenes.filter((scene) => scene.last !== null);
  return told.reduce<Scene | null>((last, one) => (last === null || begun(one) > begun(last) ? one : last), null);
}

export interface SceneLook {
  state: SceneState | 'idle';
  icon: IconName;
  /** 0 to 1 while it runs. */
  part: number | null;
}

const sceneIcons = {
  idle: 'scene',
  running: 'clock',
  done: 'check',
  'done-with-failures': 'warning',
  failed: 'close',
  replaced: 'scene',
} as const satisfies Record<SceneState | 'idle', IconName>;

export function sceneLook(scene: Scene, latest: Scene | null): SceneLook {
  const run = scene.id === latest?.id ? scene.last : null;
  const state = run?.state ?? 'idle';
  const part = run?.state === 'running' ? Math.min(1, run.done / Math.max(1, run.steps)) : null;
  return { state, icon: sceneIcons[state], part };
}

export const deviceIcons = {
  connecting: 'clock',
  online: 'check',
  offline: 'offline',
  disabled: 'close',
} as const satisfies Record<DeviceState, IconName>;

/** Of several measured values the one that people in the room can do something about: the air, else how warm it is. */
const toldFirst: readonly string[] = ['co2_ppm', 'pm25_ugm3', 'temperature_celsius'];

/** What is shown of a device beside its name: its power, or the most telling of what it measures; null: nothing that is known. */
export function mainValue(
  t: TFunction,
  language: string,
  status: DeviceStatus,
  device: Device | undefined,
): string | null {
  // What it was when it was heard last is not how it is.
  if (status.state !== 'online') return null;
  const properties = device?.capabilities.flatMap((capability) => capability.properties) ?? [];
  const power = properties.find((property) => property.name === 'power');
  const measured = properties.filter((property) => property.reading && valueOf(status, property.name) !== undefined);
  const first =
    power ??
    toldFirst.flatMap((name) => measured.filter((property) => property.name === name))[0] ??
    // A number without a unit says nothing without its name.
    measured.find((property) => property.unit !== '');
  if (!first) return null;
  const value = valueOf(status, first.name);
  return value === undefined ? null : valueText(t, language, first, value);
}

export function valueOf(status: DeviceStatus, property: string): DeviceValue | undefined {
  return status.properties[property] ?? status.readings[property];
}

/** A value with its unit, a choice in its words. */
export function valueText(t: TFunction, language: string, property: CapabilityProperty, value: DeviceValue): string {
  if (typeof value === 'boolean') return t(value ? 'room.on' : 'room.off');
  if (typeof value === 'number') {
    const number = new Intl.NumberFormat(language, { maximumFractionDigits: value < 100 ? 1 : 0 }).format(value);
    return property.unit === '' ? number : `${number} ${property.unit}`;
  }
  const option = property.options.find((one) => one.id === value);
  return option ? wordsIn(language, option) : value;
}
