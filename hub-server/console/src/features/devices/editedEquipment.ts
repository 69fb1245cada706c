import { equipmentOf, type Equipment } from '@tongtang/web/equipment';
import type { DeviceConfiguration } from '../../api/types';

/** What an editor begins with: what waits for the box, else what the box has, which somebody may have changed there. */
export function editedEquipment({ state, configuration, actual }: DeviceConfiguration): Equipment | undefined {
  return equipmentOf(state === 'pending' || state === 'refused' ? configuration : (actual ?? configuration));
}
