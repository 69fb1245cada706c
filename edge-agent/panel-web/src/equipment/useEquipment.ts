import { equipmentOf, type Driver, type Equipment } from '@tongtang/web/equipment';
import { useCallback } from 'react';
import { box } from '../box/api';
import { useLoaded } from '../box/useLoaded';

export interface EquipmentDesk {
  /** Null until the box has told it. */
  equipment: Equipment | null;
  drivers: readonly Driver[];
  ports: readonly { path: string; name: string }[];
  problem: unknown;
  /** Changes what the box has now: the hub, or another page, may have changed it since this one looked. */
  change: (work: (now: Equipment) => Equipment) => Promise<void>;
  reload: () => void;
}

const nothing: Equipment = { devices: [], scenes: [], rules: [] };
const noPorts: readonly { path: string; name: string }[] = [];

const load = async (signal?: AbortSignal): Promise<Equipment> => equipmentOf(await box.equipment(signal)) ?? nothing;

/** The room's devices, scenes and rules as the box has them, and what may be added. */
export function useEquipment(): EquipmentDesk {
  const { value: equipment, problem, reload } = useLoaded(load);
  const drivers = useLoaded(box.drivers);
  const ports = useLoaded(box.serialPorts);
  const change = useCallback<EquipmentDesk['change']>(
    async (work) => {
      await box.keepEquipment(work(await load()));
      reload();
    },
    [reload],
  );
  return {
    equipment,
    drivers: drivers.value ?? [],
    ports: ports.value ?? noPorts,
    problem: problem ?? drivers.problem,
    change,
    reload,
  };
}
