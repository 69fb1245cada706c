import type { WordKey, Words } from '../app/useWords';

/** What people call a source or view of this role; a role that this console does not know yet keeps its own name. */
export function roleName(t: Words, has: (key: string) => boolean, role: string): string {
  const key = `shared:role.${role}`;
  return has(key) ? t(key as WordKey) : role;
}
