import { createContext } from 'react';
import type { Place } from './usePlace';

export interface TreeMemory {
  /** The node whose page is open. */
  place: Place;
  isOpen: (id: string, byDefault: boolean) => boolean;
}

export const TreeState = createContext<TreeMemory>({ place: { id: undefined, path: [] }, isOpen: () => false });
