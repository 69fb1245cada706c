import type { ConfiguredDevice, Connection, DeviceValue, Driver, SettingField } from './types';

/** The members of a connection that people fill in, by its kind; those of a serial line that hardly ever change come last. */
const connectionMembers: Record<string, readonly string[]> = {
  serial: ['path', 'baud', 'dataBits', 'parity', 'stopBits', 'rs485', 'echo'],
  tcp: ['host', 'port', 'tls'],
  udp: ['host', 'port', 'localPort'],
  http: ['host', 'port', 'path', 'tls'],
  mqtt: ['path'],
  files: ['path'],
  keys: ['path'],
  gpio: ['path'],
  network: [],
};

/** Every member with the value that holds when nothing is said. */
const usual: Connection = {
  host: '',
  port: 0,
  localPort: 0,
  path: '',
  baud: 9600,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  rs485: false,
  echo: false,
  tls: false,
};

export const rates = [300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200] as const;

export function membersOf(kind: string): readonly string[] {
  return connectionMembers[kind] ?? [];
}

/** A member's value, or what holds without one. */
export function memberOf(connection: Connection, member: string): DeviceValue {
  return connection[member] ?? usual[member] ?? '';
}

/** A device of a driver, as it leaves the factory. */
export function newDevice(driver: Driver, id: string, name: string, found?: Connection): ConfiguredDevice {
  return {
    id,
    name,
    driver: driver.id,
    enabled: true,
    connection: { ...(found ?? driver.connections[0] ?? { kind: 'network' }) },
    settings: {},
  };
}

/** The name of a word in `equipment.fault`, and what it says. */
export interface Fault {
  word:
    'missing' | 'id' | 'taken' | 'name' | 'host' | 'port' | 'whole' | 'least' | 'most' | 'range' | 'number' | 'json';
  least?: number;
  most?: number;
}

export type Faults = Record<string, Fault | undefined>;

/** What the box would refuse, by field, said before it is sent; `settings.x` and `connection.x` for what lies below. */
export function deviceFaults(
  device: ConfiguredDevice,
  driver: Driver | undefined,
  others: readonly { id: string }[],
): Faults {
  const faults: Faults = {};
  faults['id'] = idFault(device.id, others, /^[a-z0-9][a-z0-9._-]{0,63}$/);
  if (device.id === 'agent') faults['id'] = { word: 'id' };
  if (device.name.trim() === '' || device.name.length > 64) faults['name'] = { word: 'name', most: 64 };
  if (device.pollSeconds !== undefined && device.pollSeconds !== 0)
    faults['pollSeconds'] = rangeFault(device.pollSeconds, 0.1, 3600);
  const connection = device.connection ?? {};
  for (const member of membersOf(String(connection['kind'])))
    faults[`connection.${member}`] = memberFault(member, memberOf(connection, member), String(connection['kind']));
  for (const field of driver?.settings ?? [])
    faults[`settings.${field.name}`] = settingFault(field, device.settings?.[field.name]);
  return Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault !== undefined));
}

/** Of scenes and rules. */
export function idFault(
  id: string,
  others: readonly { id: string }[],
  allowed = /^[a-z0-9][a-z0-9-]{0,31}$/,
): Fault | undefined {
  if (!allowed.test(id)) return { word: 'id' };
  return others.some((other) => other.id === id) ? { word: 'taken' } : undefined;
}

function memberFault(member: string, value: DeviceValue, kind: string): Fault | undefined {
  switch (member) {
    case 'host':
      return /^[^\s/@]{1,253}$/.test(String(value)) ? undefined : { word: 'host' };
    case 'port':
      return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65535
        ? undefined
        : { word: 'port', least: 1, most: 65535 };
    case 'localPort':
      return rangeFault(value, 0, 65535);
    case 'path':
      return value === '' && ['serial', 'keys', 'gpio', 'files'].includes(kind) ? { word: 'missing' } : undefined;
    default:
      return undefined;
  }
}

export function settingFault(field: SettingField, value: DeviceValue | undefined): Fault | undefined {
  const { kind, minimum, maximum } = field;
  if (value === undefined || value === '') {
    const optional = (kind === 'text' || kind === 'secret') && (minimum ?? 0) === 0;
    return optional || (field.default ?? null) !== null ? undefined : { word: 'missing' };
  }
  if (kind === 'integer' && !Number.isInteger(value)) return { word: 'whole' };
  if (kind === 'integer' || kind === 'number') return rangeFault(value, minimum ?? -Infinity, maximum ?? Infinity);
  return undefined;
}

export function rangeFault(value: unknown, least: number, most: number): Fault | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return { word: 'number' };
  if (value >= least && value <= most) return undefined;
  if (most === Infinity) return { word: 'least', least };
  return least === -Infinity ? { word: 'most', most } : { word: 'range', least, most };
}

/** Without what was emptied: that has its default again. */
export function given(values: Record<string, DeviceValue | null | undefined>): Record<string, DeviceValue> {
  return Object.fromEntries(
    Object.entries(values).filter((pair): pair is [string, DeviceValue] => pair[1] !== null && pair[1] !== undefined),
  );
}
