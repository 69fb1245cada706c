import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import type { RecorderStatus } from '../box/status';
import { Icon } from '../look/icons';
import type { Actions } from './useActions';
import { useTicker } from './useTicker';

const soonMinutes = 5;

/** Lessons overrun: near the planned end there is a way to five more minutes, and nothing is ever cut. */
export function PlannedEnd({ recorder, actions }: { recorder: RecorderStatus; actions: Actions }): ReactElement | null {
  const { t } = useTranslation();
  useTicker(recorder.plannedEnd !== null, 5000);
  if (recorder.plannedEnd === null || recorder.startedAt === null || recorder.state === 'stopping') return null;
  // Both times are the box's, so its clock need not be ours.
  const planned = (Date.parse(recorder.plannedEnd) - Date.parse(recorder.startedAt)) / 1000;
  const minutes = Math.ceil((planned - recorder.elapsedSeconds) / 60);
  if (minutes > soonMinutes) return null;
  return (
    <p className="planned">
      <span>{minutes > 0 ? t('lesson.plannedSoon', { minutes }) : t('lesson.plannedOver')}</span>
      <button
        type="button"
        className="button"
        disabled={actions.pending !== null}
        onClick={() => actions.act('extend', () => box.extend(5))}
      >
        <Icon name="add" /> {t('lesson.extend')}
      </button>
    </p>
  );
}
