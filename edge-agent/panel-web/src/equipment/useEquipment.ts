import { ApiProblem, type Versioned } from '@tongtang/web';
import { equipmentOf, type Driver, type Equipment } from '@tongtang/web/equipment';
import { useCallback } from 'react';
import { box } from '../box/api';
import { useLoaded } from '../box/useLoaded';

export interface EquipmentDesk {
  /** Null until the box has told it. */
  equipment: Equipment | null;
  /** Which one it is: see {@link replace}. */
  version: string;
  drivers: readonly Driver[];
  ports: readonly { path: string; name: string }[];
  problem: unknown;
  /** Changes what the box has now: the hub, or another page, may have changed it since this one looked. */
  change: (work: (now: Equipment) => Equipment) => Promise<void>;
  /** Puts another in the place of the one that was seen; fails when somebody has changed that meanwhile. */
  replace: (next: Equipment, seen: string) => Promise<void>;
  reload: () => void;
}

const nothing: Equipment = { devices: [], scenes: [], rules: [] };
const noPorts: readonly { path: string; name: string }[] = [];

async function load(signal?: AbortSignal): Promise<Versioned<Equipment>> {
  const { value, version } = await box.equipment(signal);
  return { value: equipmentOf(value) ?? nothing, version };
}

/** Others change it too: what was made of an older one is made anew, a few times. */
async function keep(work: (now: Equipment) => Equipment, tries = 5): Promise<void> {
  const { value, version } = await load();
  try {
    await box.keepEquipment(work(value), version);
  } catch (problem) {
    if (tries > 1 && problem instanceof ApiProblem && problem.status === 412) return keep(work, tries - 1);
    throw problem;
  }
}

/** The room's devices, scenes and rules as the box has them, and what may be added. */
export function useEquipment(): EquipmentDesk {
  const { value: loaded, problem, reload } = useLoaded(load);
  const drivers = useLoaded(box.drivers);
  const ports = useLoaded(box.serialPorts);
  const change = useCallback<EquipmentDesk['change']>(
    async (work) => {
      await keep(work);
      reload();
    },
    [reload],
  );
  const replace = useCallback<EquipmentDesk['replace']>(
    async (next, seen) => {
      await box.keepEquipment(next, seen);
      reload();
    },
    [reload],
  );
  return {
    equipment: loaded?.value ?? null,
    version: loaded?.version ?? '',
    drivers: drivers.value ?? [],
    ports: ports.value ?? noPorts,
    problem: problem ?? drivers.problem,
    change,
    replace,
    reload,
  };
}
