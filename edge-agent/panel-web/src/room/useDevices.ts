import { useCallback } from 'react';
import { box } from '../box/api';
import type { Device, DeviceStatus } from '../box/devices';
import { useLoaded } from '../box/useLoaded';

/** What can be done with the devices; asked again when one of them comes, goes or changes its state. */
export function useDevices(devices: readonly DeviceStatus[]): readonly Device[] {
  const states = devices.map((device) => `${device.id} ${device.driver} ${device.state}`).join();
  // A camera tells its inputs when it is connected: another state, another question.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const load = useCallback((signal: AbortSignal) => box.devices(signal), [states]);
  return useLoaded(load).value ?? [];
}
