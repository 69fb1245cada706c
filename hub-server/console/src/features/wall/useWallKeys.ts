import { useEffect } from 'react';
import type { Room } from '../../api/types';
import type { Rotation } from './useRotation';
import type { WallView } from './wallView';

interface WallKeys {
  rooms: readonly Room[];
  /** A room is shown alone: its player has the digits. */
  large: string | undefined;
  turn: (by: number) => void;
  rotation: Rotation;
  change: (part: Partial<WallView>) => void;
  /** A dialog has the keys. */
  off: boolean;
}

/** Digits enlarge a tile, Escape goes back, Page Up and Page Down turn, P pauses. */
export function useWallKeys({ rooms, large, turn, rotation, change, off }: WallKeys): void {
  useEffect(() => {
    if (off) return undefined;
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyped(event.target)) return;
      const room = large === undefined && /^[1-9]$/.test(event.key) ? rooms[Number(event.key) - 1] : undefined;
      if (room !== undefined) change({ large: room.id });
      else if (event.key === 'Escape' && large !== undefined) change({ large: undefined });
      else if (large === undefined && event.key === 'PageDown') turn(1);
      else if (large === undefined && event.key === 'PageUp') turn(-1);
      else if (large === undefined && (event.key === 'p' || event.key === 'P')) rotation.setPaused(!rotation.paused);
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [rooms, large, turn, rotation, change, off]);
}

function isTyped(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}
