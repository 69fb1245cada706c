import type { Right, Session } from '../../api/types';
import { useSession } from './session';

/** Where a thing stands: its region, and its school where it has one. */
export interface Standing {
  regionId: string;
  schoolId?: string;
}

/** Whether the session has the right, there or, without a place, anywhere. The hub decides; this keeps its refusals off the page. */
export type HasRight = (right: Right, at?: Standing) => boolean;

export function useRights(): HasRight {
  const session = useSession().data ?? null;
  return (right, at) => hasRight(session, right, at);
}

export function hasRight(session: Session | null, right: Right, at?: Standing): boolean {
  const places = session?.rights.find((held) => held.right === right)?.places ?? [];
  if (at === undefined) return places.length > 0;
  return places.some(({ kind, id }) => kind === 'hub' || id === (kind === 'region' ? at.regionId : at.schoolId));
}

/** Whether the session has the right at the hub itself, above all regions. */
export function useHubRight(right: Right): boolean {
  const held = useSession().data?.rights.find((one) => one.right === right);
  return held?.places.some(({ kind }) => kind === 'hub') ?? false;
}
