import { useWords } from '../../app/useWords';
import type { Alarm } from '../../api/types';
import { StatusGlyph, StatusTag } from '../../components/StatusTag';
import { useNow } from '../../components/useNow';
import { phaseLook, phaseOf, severityLook } from './alarmLook';

/** An alarm's state in colour, shape and word. */
export function AlarmPhaseTag({ alarm }: { alarm: Alarm }) {
  const { t } = useWords();
  const phase = phaseOf(alarm, useNow(10_000));
  return <StatusTag {...phaseLook[phase]}>{t(`alarmPhase.${phase}`)}</StatusTag>;
}

/** How much it presses, as a shape before its words. */
export function SeverityGlyph({ alarm }: { alarm: Alarm }) {
  const { t } = useWords();
  const cleared = alarm.state === 'cleared';
  const { tone, glyph } = severityLook[alarm.severity];
  return (
    <>
      <StatusGlyph glyph={glyph} tone={cleared ? 'grey' : tone} />
      <span className="visually-hidden">{t(`alarmSeverity.${alarm.severity}`)}</span>
    </>
  );
}
