import type { Room } from '../../api/types';
import { roomStatus } from '../fleet/roomStatus';

export type Action = 'start' | 'pause' | 'resume' | 'stop';

/** What can be asked of a room's box now. A box that is away can be asked nothing. */
export function offered(room: Pick<Room, 'presence' | 'state'>): readonly Action[] {
  switch (roomStatus(room)) {
    case 'online':
      return ['start'];
    case 'recording':
      return ['pause', 'stop'];
    case 'paused':
      return ['resume', 'stop'];
    case 'starting':
      return ['stop'];
    default:
      return [];
  }
}
