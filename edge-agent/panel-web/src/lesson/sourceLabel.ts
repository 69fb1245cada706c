import type { TFunction } from 'i18next';
import type { SourceRole } from '../box/status';

/** What people call a source: by its role; by its name too when the name says more. */
export function sourceLabel(t: TFunction, source: { name: string; role: SourceRole }): string {
  const role = t(`role.${source.role}`, { ns: 'shared' });
  return source.name.startsWith(source.role) ? role + source.name.slice(source.role.length) : `${role} ${source.name}`;
}
