import { useWords } from '../../app/useWords';
import type { Scope } from '../../api/types';
import { useRegion, useSchool } from './queries';

/** What somebody may see and command, by name: the whole hub, or the one region or school. */
export function ScopeName({ scope }: { scope: Scope }) {
  const { t } = useWords();
  if (scope.kind === 'region' && scope.id) return <RegionName id={scope.id} />;
  if (scope.kind === 'school' && scope.id) return <SchoolName id={scope.id} />;
  return <>{t(`scope.${scope.kind}`)}</>;
}

function RegionName({ id }: { id: string }) {
  const { t } = useWords();
  return <>{useRegion(id).data?.name ?? t('scope.region')}</>;
}

function SchoolName({ id }: { id: string }) {
  const { t } = useWords();
  return <>{useSchool(id).data?.name ?? t('scope.school')}</>;
}
