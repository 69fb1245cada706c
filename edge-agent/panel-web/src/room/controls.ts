import type { ActionArgument, Capability, CapabilityAction, CapabilityProperty } from '../box/devices';

/** How one thing that a device can do is drawn. */
export type Control =
  /** On and off as two buttons; the property tells which of them holds. */
  | { kind: 'onOff'; property: CapabilityProperty | null }
  | { kind: 'switch'; property: CapabilityProperty }
  | { kind: 'choice'; action: CapabilityAction; argument: ActionArgument; property: CapabilityProperty | null }
  | { kind: 'level'; action: CapabilityAction; argument: ActionArgument; property: CapabilityProperty | null }
  | { kind: 'relay'; channels: { number: number; property: CapabilityProperty }[]; pulse: boolean }
  | { kind: 'ptz'; moves: boolean; home: boolean; presets: number[]; stores: boolean }
  | { kind: 'button'; action: CapabilityAction }
  | { kind: 'form'; action: CapabilityAction };

/** So many places fit on the sheet; cameras promise 255. */
const shownPresets = 9;

/** What is drawn for a capability, from what it declares: no page knows a driver. */
export function controlsOf(capability: Capability): Control[] {
  const { id, actions, properties } = capability;
  const action = (name: string): CapabilityAction | undefined => actions.find((one) => one.id === name);
  if (id === 'ptz') return ptzControls(capability);
  if (id === 'relay') {
    const channels = properties.flatMap((property) => {
      const number = Number(/^relay_(\d+)$/.exec(property.name)?.[1]);
      return Number.isNaN(number) ? [] : [{ number, property }];
    });
    return channels.length > 0 ? [{ kind: 'relay', channels, pulse: action('pulse') !== undefined }] : [];
  }
  const controls: Control[] = [];
  const onOff = ['on', 'off'].every((name) => action(name)?.arguments.length === 0);
  if (onOff) {
    const flag = properties.find((property) => property.kind === 'flag');
    if (flag) controls.push({ kind: 'switch', property: flag });
    else controls.push({ kind: 'onOff', property: properties.find((property) => property.name === id) ?? null });
  }
  const others = actions
    .filter((one) => !onOff || (one.id !== 'on' && one.id !== 'off'))
    .map((one) => drawAction(capability, one));
  // A slider has its own steps.
  const slides = others.some((one) => one.kind === 'level');
  const isStep = (one: Control): boolean => one.kind === 'button' && ['up', 'down'].includes(one.action.id);
  return controls.concat(others.filter((one) => !slides || !isStep(one)));
}

function drawAction({ properties }: Capability, action: CapabilityAction): Control {
  const [argument, ...others] = action.arguments;
  if (argument === undefined) return { kind: 'button', action };
  const property = properties.find((one) => one.name === argument.name) ?? properties[0] ?? null;
  if (others.length > 0) return { kind: 'form', action };
  if (argument.kind === 'choice') return { kind: 'choice', action, argument, property };
  const bounded = typeof argument.minimum === 'number' && typeof argument.maximum === 'number';
  const level = action.id === 'set' && argument.kind === 'number' && bounded;
  return level ? { kind: 'level', action, argument, property } : { kind: 'form', action };
}

function ptzControls(capability: Capability): Control[] {
  const has = (name: string): boolean => capability.actions.some((one) => one.id === name);
  const recall = capability.actions.find((one) => one.id === 'recall')?.arguments[0];
  const first = recall?.minimum ?? 1;
  const count = recall ? Math.min(shownPresets, (recall.maximum ?? first) - first + 1) : 0;
  const pad: Control = {
    kind: 'ptz',
    // What cannot be stopped is not set moving.
    moves: has('move') && has('stop'),
    home: has('home'),
    presets: Array.from({ length: count }, (_, index) => first + index),
    stores: count > 0 && has('store'),
  };
  const drawn = ['move', 'stop', 'home', 'recall', 'store', 'remove', 'zoom'];
  const others = capability.actions.filter((one) => !drawn.includes(one.id));
  return [pad, ...others.map((one) => drawAction(capability, one))];
}

/** What a device tells that none of its controls shows. */
export function factsOf(capabilities: readonly Capability[]): CapabilityProperty[] {
  return capabilities.flatMap((capability) => {
    const shown = controlsOf(capability).flatMap((control) => {
      if (control.kind === 'relay') return control.channels.map((channel) => channel.property.name);
      return 'property' in control && control.property && control.kind !== 'onOff' ? [control.property.name] : [];
    });
    return capability.properties.filter((property) => !shown.includes(property.name));
  });
}
