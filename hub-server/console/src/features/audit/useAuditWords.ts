import type { AuditItem } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords, type WordKey } from '../../app/useWords';
import { formatDateTime } from '../../components/format';

/** What the audit's rows say, in the reader's words; what has no word yet is shown as it is. */
export function useAuditWords() {
  const { t, has } = useWords();
  const { language } = usePreferences();
  const word = (key: string, plain: string) => (has(key) ? t(key as WordKey) : plain);
  return {
    kind: (kind: string) => word(`audit.kinds.${kind}`, kind),
    member: (member: string) => word(`audit.members.${member}`, member),
    problem: (code: string) => word(`errors.${code}`, code),
    actor: ({ actor, actorKind }: AuditItem) => (actor === '' ? t(`audit.actorKinds.${actorKind}`) : actor),
    /** Times are written as milliseconds, and their names say so. */
    value: (member: string, value: string | null) => {
      if (value === null || value === '') return '–';
      return member.endsWith('Ms') && /^\d+$/.test(value)
        ? formatDateTime(language, new Date(Number(value)).toISOString())
        : value;
    },
  };
}
