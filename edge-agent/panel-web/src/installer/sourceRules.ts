import type { Source } from '../box/sources';

export type SourceFault = 'nameBad' | 'nameTaken' | 'addressMissing' | 'addressRtsp' | 'addressOnvif' | 'delayBad';
export type SourceFaults = Partial<Record<'name' | 'address' | 'delayMs', SourceFault>>;

/** What the box would refuse, said beside the field before it is sent. */
export function faultsOf(source: Source, others: readonly Source[]): SourceFaults {
  const faults: SourceFaults = {};
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(source.name) || source.name === 'tracks') faults.name = 'nameBad';
  else if (others.some((other) => other.name === source.name)) faults.name = 'nameTaken';
  const address = source.address.trim();
  if (source.kind === 'rtsp' && !/^rtsps?:\/\/[^/\s]+/.test(address)) faults.address = 'addressRtsp';
  else if (source.kind === 'onvif' && !/^(https?:\/\/[^/\s]+.*|[a-z0-9][a-z0-9._-]{0,63})$/.test(address))
    faults.address = 'addressOnvif';
  else if ((source.kind === 'usb' || source.kind === 'file') && address === '') faults.address = 'addressMissing';
  if (!Number.isInteger(source.delayMs) || Math.abs(source.delayMs) > 5000) faults.delayMs = 'delayBad';
  return faults;
}
