import type { PropertyValue } from '../../api/types';

/** A device as the room's equipment says it; what this page does not know of is kept as it is. */
export interface ConfiguredDevice {
  id: string;
  name: string;
  driver: string;
  enabled?: boolean;
  connection?: Record<string, PropertyValue>;
  settings?: Record<string, PropertyValue>;
  [more: string]: unknown;
}

export interface Equipment {
  devices: ConfiguredDevice[];
  scenes: unknown[];
  rules: unknown[];
}

/** What stands for a secret that stays as it is. */
export const keptSecret = '••••';

/** Reads what the hub hands through as JSON; undefined when it is something else. */
export function equipmentOf(json: unknown): Equipment | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const { devices = [], scenes = [], rules = [] } = json as Partial<Record<keyof Equipment, unknown>>;
  if (!Array.isArray(devices) || !Array.isArray(scenes) || !Array.isArray(rules)) return undefined;
  return { devices: devices.filter(isDevice), scenes, rules };
}

function isDevice(device: unknown): device is ConfiguredDevice {
  return typeof device === 'object' && device !== null && typeof (device as ConfiguredDevice).id === 'string';
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
