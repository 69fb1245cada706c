import type { TFunction } from 'i18next';
import type { SourceRole } from '../box/status';

interface Named {
  name: string;
  role: SourceRole;
}

/** What people call a source: what it shows, and its name too where another shows the same. */
export function sourceLabel(t: TFunction, source: Named, all: readonly Named[]): string {
  const role = t(`role.${source.role}`, { ns: 'shared' });
  const alone = all.every((other) => other.role !== source.role || other.name === source.name);
  return alone ? role : `${role} ${source.name}`;
}
