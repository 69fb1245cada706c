import type { ConfiguredDevice, ConfiguredRule, ConfiguredScene, Equipment, Step } from './types';

/** What stands for a secret that stays as it is. */
export const keptSecret = '••••';

/** Reads what the hub hands through as JSON; undefined when it is something else. */
export function equipmentOf(json: unknown): Equipment | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const { devices = [], scenes = [], rules = [] } = json as Partial<Record<keyof Equipment, unknown>>;
  if (!Array.isArray(devices) || !Array.isArray(scenes) || !Array.isArray(rules)) return undefined;
  return {
    devices: devices.filter(hasId) as ConfiguredDevice[],
    scenes: scenes.filter(hasId) as ConfiguredScene[],
    rules: rules.filter(hasId) as ConfiguredRule[],
  };
}

function hasId(item: unknown): item is { id: string } {
  return typeof item === 'object' && item !== null && typeof (item as { id?: unknown }).id === 'string';
}

/** The equipment with one device changed; a setting that is undefined goes back to its default. */
export function withDevice(equipment: Equipment, id: string, change: Partial<ConfiguredDevice>): Equipment {
  return {
    ...equipment,
    devices: equipment.devices.map((device) => (device.id === id ? { ...device, ...change } : device)),
  };
}

export type Difference = { id: string; name: string; kind: 'missing' | 'extra' | 'changed' };

/** How what the box has differs from what is wanted, device by device; the order of members does not count. */
export function differences(wanted: Equipment, actual: Equipment): Difference[] {
  const has = new Map(actual.devices.map((device) => [device.id, device]));
  const found: Difference[] = [];
  for (const device of wanted.devices) {
    const other = has.get(device.id);
    has.delete(device.id);
    if (other === undefined) found.push({ id: device.id, name: device.name, kind: 'missing' });
    else if (!contains(other, device)) found.push({ id: device.id, name: device.name, kind: 'changed' });
  }
  for (const device of has.values()) found.push({ id: device.id, name: device.name, kind: 'extra' });
  return found;
}

/** Whether everything wanted is there: the box also writes out what was left to its defaults. */
function contains(actual: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted))
    return (
      Array.isArray(actual) &&
      actual.length === wanted.length &&
      wanted.every((item, index) => contains(actual[index], item))
    );
  if (typeof wanted === 'object' && wanted !== null)
    return (
      typeof actual === 'object' &&
      actual !== null &&
      Object.entries(wanted).every(([name, value]) => contains((actual as Record<string, unknown>)[name], value))
    );
  return actual === wanted;
}

/** The list with an item put in the place of the one that has the id, or at the end. */
export function withItem<T extends { id: string }>(items: readonly T[], id: string | null, item: T): T[] {
  return items.some((one) => one.id === id) ? items.map((one) => (one.id === id ? item : one)) : [...items, item];
}

export function without<T extends { id: string }>(items: readonly T[], id: string): T[] {
  return items.filter((one) => one.id !== id);
}

/** An id that nothing has yet: the wish, or the wish with a number. */
export function freshId(wish: string, taken: readonly { id: string }[]): string {
  const base =
    wish
      .toLowerCase()
      .replace(/[^a-z0-9-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 28) || 'item';
  const free = (id: string): boolean => taken.every((one) => one.id !== id);
  if (free(base)) return base;
  let number = 2;
  while (!free(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}

/** The scenes and rules that name a device: without it the box would not take them. */
export function usesOf({ scenes, rules }: Equipment, device: string): (ConfiguredScene | ConfiguredRule)[] {
  const names = (steps: readonly Step[] | undefined): boolean =>
    steps?.some((step) => step.device === device || names(step.parallel)) ?? false;
  return [
    ...scenes.filter((scene) => names(scene.steps)),
    ...rules.filter((rule) => rule.when.device === device || names(rule.then) || names(rule.otherwise)),
  ];
}
