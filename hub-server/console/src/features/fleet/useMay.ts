import { useHubRight, useRights } from '../accounts/useRights';

/** What the session may do to the tree; the hub decides, this only keeps its refusals off the page. */
export interface May {
  /** Regions are made and deleted, and schools moved between them, by those who manage the whole hub's tree. */
  shapeHub: boolean;
  /** Regions are renamed and schools made and deleted by those who manage all of a region. */
  shapeRegion: (regionId: string) => boolean;
  /** Schools are changed and rooms made, changed and deleted by those who manage the school. */
  shapeSchool: (regionId: string, schoolId: string) => boolean;
}

export function useMay(): May {
  const has = useRights();
  return {
    shapeHub: useHubRight('manage-tree'),
    shapeRegion: (regionId) => has('manage-tree', { regionId }),
    shapeSchool: (regionId, schoolId) => has('manage-tree', { regionId, schoolId }),
  };
}
