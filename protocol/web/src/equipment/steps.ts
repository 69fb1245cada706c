import type {
  ActionArgument,
  Capability,
  CapabilityAction,
  CapabilityProperty,
  Condition,
  DeviceValue,
  KnownDevice,
  Step,
} from './types';

export const stepKinds = ['device', 'parallel', 'scene', 'recording', 'pause'] as const;
export type StepKind = (typeof stepKinds)[number];

export function kindOf(step: Step): StepKind {
  if (step.parallel) return 'parallel';
  if (step.scene !== undefined) return 'scene';
  if (step.recording !== undefined) return 'recording';
  return step.pauseSeconds === undefined ? 'device' : 'pause';
}

/** A step of a kind, as complete as it can be. */
export function newStep(kind: StepKind, devices: readonly KnownDevice[], scene?: string): Step {
  switch (kind) {
    case 'parallel':
      return { parallel: [newStep('device', devices)] };
    case 'scene':
      return { scene: scene ?? '' };
    case 'recording':
      return { recording: 'start' };
    case 'pause':
      return { pauseSeconds: 5 };
    case 'device': {
      const able = devices.find((device) => device.capabilities.some((one) => one.actions.length > 0));
      return able ? stepFor(able) : { device: devices[0]?.id ?? '', capability: '', action: '' };
    }
  }
}

/** The first that the device can do. */
export function stepFor(device: KnownDevice): Step {
  const capability = device.capabilities.find((one) => one.actions.length > 0);
  const action = capability?.actions[0];
  if (!capability || !action) return { device: device.id, capability: '', action: '' };
  return withAction({ device: device.id }, capability, action);
}

/** The step with another action and the usual values of its arguments. What it waited for belonged to the old one. */
export function withAction(step: Step, capability: Capability, action: CapabilityAction): Step {
  return {
    ...(step.device === undefined ? {} : { device: step.device }),
    capability: capability.id,
    action: action.id,
    ...(action.arguments.length === 0
      ? {}
      : { arguments: Object.fromEntries(action.arguments.map((one) => [one.name, firstValue(one)])) }),
    ...(step.onFailure === undefined ? {} : { onFailure: step.onFailure }),
  };
}

export function firstValue({
  kind,
  options,
  minimum,
  default: usual,
}: Pick<ActionArgument, 'kind' | 'options' | 'minimum' | 'default'>): DeviceValue {
  if (usual !== null && usual !== undefined) return usual;
  if (kind === 'flag') return true;
  if (kind === 'number') return minimum ?? 0;
  return kind === 'choice' ? (options[0]?.id ?? '') : '';
}

/** The state that a step can wait for, so that it is over when the device is really so: for power on, power is on. */
export function usualWait(step: Step, device: KnownDevice): Step['until'] {
  const capability = device.capabilities.find((one) => one.id === step.capability);
  const property =
    capability?.properties.find((one) => one.name === step.capability) ??
    capability?.properties[0] ??
    propertiesOf(device)[0];
  return property && { property: property.name, is: wantedValue(step, property), seconds: 60 };
}

function wantedValue(step: Step, property: CapabilityProperty): DeviceValue {
  const told = step.arguments?.[property.name];
  if (told !== undefined) return told;
  const isSwitch = step.action === 'on' || step.action === 'off';
  if (property.kind === 'flag') return step.action !== 'off';
  if (isSwitch && property.options.some((option) => option.id === step.action)) return step.action ?? '';
  // A projector that was switched off says standby.
  if (step.action === 'off' && property.options.some((option) => option.id === 'standby')) return 'standby';
  return firstValue(property);
}

export function propertiesOf(device: KnownDevice | undefined): CapabilityProperty[] {
  return device?.capabilities.flatMap((capability) => capability.properties) ?? [];
}

/** The keys of a key panel; of a device without names for them: none, and the key is written. */
export function keysOf(device: KnownDevice | undefined): ActionArgument['options'] {
  const capability = device?.capabilities.find((one) => one.id === 'key');
  const named = capability?.properties.find((one) => one.options.length > 0)?.options;
  const lit = capability?.actions.flatMap((one) => one.arguments).find((one) => one.options.length > 0)?.options;
  return named ?? lit ?? [];
}

export const conditionKinds = ['reading', 'property', 'key', 'card', 'offline', 'recorder'] as const;
export type ConditionKind = (typeof conditionKinds)[number];

export function conditionKind(when: Condition): ConditionKind {
  return conditionKinds.find((kind) => when[kind] !== undefined) ?? 'reading';
}

/** A condition of a kind on a device that can have it, as complete as it can be. */
export function newCondition(kind: ConditionKind, devices: readonly KnownDevice[], wanted?: string): Condition {
  const readings = (device: KnownDevice): CapabilityProperty[] => propertiesOf(device).filter((one) => one.reading);
  const fits = (device: KnownDevice): boolean => {
    if (kind === 'reading') return readings(device).length > 0;
    if (kind === 'property') return propertiesOf(device).some((one) => !one.reading);
    return kind === 'offline' || device.capabilities.some((one) => one.id === kind);
  };
  if (kind === 'recorder') return { recorder: 'recording' };
  const device = devices.find((one) => one.id === wanted && fits(one)) ?? devices.find(fits) ?? devices[0];
  const id = device?.id ?? '';
  switch (kind) {
    case 'reading':
      return { device: id, reading: (device && readings(device)[0]?.name) ?? '', above: 0, forSeconds: 300 };
    case 'property': {
      const property = propertiesOf(device).find((one) => !one.reading);
      return { device: id, property: property?.name ?? '', is: property ? firstValue(property) : '' };
    }
    case 'key':
      return { device: id, key: keysOf(device)[0]?.id ?? '' };
    case 'card':
      return { device: id, card: '*' };
    case 'offline':
      return { device: id, offline: true, forSeconds: 60 };
  }
}

/** A key or a card is a moment; everything else lasts, and can end. */
export function lasts(when: Condition): boolean {
  return when.key === undefined && when.card === undefined;
}

/** The list with the item at one place put to another. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const rest = items.filter((_, index) => index !== from);
  const item = items[from];
  return item === undefined ? [...items] : [...rest.slice(0, to), item, ...rest.slice(to)];
}
