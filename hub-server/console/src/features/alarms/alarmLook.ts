import type { Alarm } from '../../api/types';
import type { Glyph, Tone } from '../../components/StatusTag';

export type AlarmPhase = 'raised' | 'explained' | 'maintenance' | 'suppressed' | 'acknowledged' | 'cleared';

/** The state as people see it: raised, but nobody is called for it, for a time or because another alarm explains it. */
export function phaseOf({ state, suppressedUntil, maintenanceUntil, causeId }: Alarm, now: number): AlarmPhase {
  if (state !== 'raised') return state;
  if (maintenanceUntil !== null && Date.parse(maintenanceUntil) > now) return 'maintenance';
  if (suppressedUntil !== null && Date.parse(suppressedUntil) > now) return 'suppressed';
  return causeId === null ? 'raised' : 'explained';
}

export const phaseLook: Record<AlarmPhase, { tone: Tone; glyph: Glyph }> = {
  raised: { tone: 'red', glyph: 'bang' },
  explained: { tone: 'grey', glyph: 'ring' },
  maintenance: { tone: 'yellow', glyph: 'pause' },
  suppressed: { tone: 'yellow', glyph: 'pause' },
  acknowledged: { tone: 'blue', glyph: 'dot' },
  cleared: { tone: 'green', glyph: 'check' },
};

export const severityLook: Record<Alarm['severity'], { tone: Tone; glyph: Glyph }> = {
  critical: { tone: 'red', glyph: 'bang' },
  warning: { tone: 'orange', glyph: 'bang' },
  notice: { tone: 'blue', glyph: 'dot' },
};
