import type { DescribedCapability, PropertyValue } from '../../api/types';
import type { Send } from './useSend';

/** What every control of a capability needs. */
export interface ControlProps {
  capability: DescribedCapability;
  properties: Readonly<Record<string, PropertyValue>>;
  /** Nothing can be sent: the box or the device is away, or the school forbids it. */
  disabled: boolean;
  to: Send;
}
