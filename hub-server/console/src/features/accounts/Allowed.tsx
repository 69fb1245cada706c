import type { ReactNode } from 'react';
import type { Right } from '../../api/types';
import { useRights, type Standing } from './useRights';

/** What only those see who have the right, there or, without a place, anywhere. */
export function Allowed({ right, at, children }: { right: Right; at?: Standing; children: ReactNode }) {
  return useRights()(right, at) ? <>{children}</> : null;
}
