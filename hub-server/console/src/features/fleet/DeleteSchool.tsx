import { useWords } from '../../app/useWords';
import { ask, hub } from '../../api/client';
import type { School } from '../../api/types';
import { DeleteDialog } from './DeleteDialog';

interface DeleteSchoolProps {
  school: School;
  onClose: () => void;
  onDone?: () => void;
}

export function DeleteSchool({ school, onClose, onDone }: DeleteSchoolProps) {
  const { t } = useWords();
  return (
    <DeleteDialog
      id={school.id}
      name={school.name}
      refusal={school.rooms > 0 ? t('fleet.schoolHolds', { count: school.rooms }) : undefined}
      warning={t('fleet.deleteSchoolText')}
      remove={() => ask(hub.DELETE('/api/v1/schools/{id}', { params: { path: { id: school.id } } }))}
      onClose={onClose}
      {...(onDone && { onDone })}
    />
  );
}
