import { idFault, rangeFault, type Faults } from './rules';
import { kindOf, lasts } from './steps';
import type { Condition, ConfiguredRule, Step, Words } from './types';

type Say = (key: string, values?: Record<string, string | number>) => string;

export function namesFaults(
  item: { id: string; names: Words },
  others: readonly { id: string }[],
  most: number,
): Faults {
  const faults: Faults = { id: idFault(item.id, others) };
  for (const language of ['zh', 'en'] as const) {
    const length = item.names[language].trim().length;
    if (length === 0 || length > most) faults[language] = { word: 'name', most };
  }
  return Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault !== undefined));
}

/** What the box would refuse of steps, each with its number: "2.1: …". */
export function stepFaults(steps: readonly Step[], say: Say, place = ''): string[] {
  return steps.flatMap((step, index) => {
    const number = `${place}${index + 1}`;
    const at = (key: string): string => say('stepFault', { number, what: say(`fault.${key}`) });
    switch (kindOf(step)) {
      case 'parallel':
        return step.parallel?.length === 0 ? [at('parallelNone')] : stepFaults(step.parallel ?? [], say, `${number}.`);
      case 'scene':
        return step.scene === '' ? [at('scene')] : [];
      case 'pause':
        return rangeFault(step.pauseSeconds, 0, 600) ? [at('pause')] : [];
      case 'recording':
        return [];
      case 'device': {
        const unset = Object.values(step.arguments ?? {}).some((value) => value === '');
        return [
          ...(step.device === '' || step.device === undefined ? [at('device')] : []),
          ...((step.action ?? '') === '' ? [at('action')] : []),
          ...(unset ? [at('argument')] : []),
          ...(step.until && (step.until.is === '' || rangeFault(step.until.seconds ?? 60, 1, 300))
            ? [at('until')]
            : []),
        ];
      }
    }
  });
}

/** What the box would refuse of a rule, besides its names. */
export function ruleFaults(rule: ConfiguredRule, say: Say): string[] {
  const { then = [], otherwise = [], alarm, when } = rule;
  const found: string[] = [...conditionFaults(when).map((key) => say(`fault.${key}`))];
  if (then.length === 0 && otherwise.length === 0 && !alarm) found.push(say('fault.nothing'));
  if (alarm && (alarm.zh.trim() === '' || alarm.en.trim() === '')) found.push(say('fault.alarm'));
  if ((rule.from === undefined) !== (rule.to === undefined)) found.push(say('fault.times'));
  if (rangeFault(rule.atMostEverySeconds ?? 1, 0.2, 86400)) found.push(say('fault.every'));
  return [...found, ...stepFaults(then, say), ...stepFaults(otherwise, say)];
}

function conditionFaults(when: Condition): string[] {
  return [
    ...(when.recorder === undefined && (when.device ?? '') === '' ? ['device'] : []),
    ...(when.reading === '' || when.property === '' ? ['property'] : []),
    ...(when.key === '' || when.card === '' ? ['press'] : []),
    ...(when.reading !== undefined && !Number.isFinite(when.above ?? when.below) ? ['limit'] : []),
    ...(when.hysteresis !== undefined && !(when.hysteresis >= 0) ? ['hysteresis'] : []),
    ...(lasts(when) && rangeFault(when.forSeconds ?? 0, 0, 86400) ? ['minutes'] : []),
  ];
}
