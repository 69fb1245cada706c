import { useSession } from '../accounts/session';

/** What the session's scope lets it do to the tree; the hub decides, this only keeps its refusals off the page. */
export interface May {
  /** Regions are made and deleted, and schools moved between them, by those who see the whole hub. */
  shapeHub: boolean;
  /** Regions are renamed and schools made and deleted by those who see all of a region. */
  shapeRegion: boolean;
}

export function useMay(): May {
  const kind = useSession().data?.scope.kind;
  return { shapeHub: kind === 'hub', shapeRegion: kind === 'hub' || kind === 'region' };
}
