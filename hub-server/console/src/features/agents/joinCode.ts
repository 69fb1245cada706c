import type { JoinCode } from '../../api/types';

/** What the box looks for on a USB stick. */
export const joinFileName = 'tongtang-join.json';

/** A code as people read it aloud: in groups of four, without the hub's address that may follow it. */
export function codeGroups(code: string): string[] {
  const letters = (code.split('@')[0] ?? '').replace(/[\s-]/g, '');
  return letters.match(/.{1,4}/g) ?? [];
}

/** What is typed or pasted at the box: the code, then the hub's host and port. */
export function codeToType({ code, hub }: JoinCode): string {
  const groups = codeGroups(code).join('-');
  try {
    return `${groups}@${new URL(hub).host}`;
  } catch {
    // The hub may name itself as host:port already.
    return hub === '' ? groups : `${groups}@${hub}`;
  }
}

export function joinFile({ code, hub, expiresAt }: JoinCode, room: string): string {
  return JSON.stringify({ hub, code: codeGroups(code).join('-'), room, expiresAt }, undefined, 2);
}
