import type { ReactElement } from 'react';
import { newStep, moved } from './steps';
import { StepRow } from './StepRow';
import type { ConfiguredScene, KnownDevice, Step } from './types';
import { useEquipmentWords } from './useEquipmentWords';

export interface StepListProps {
  steps: readonly Step[];
  devices: readonly KnownDevice[];
  /** Scenes that a step may run. */
  scenes: readonly Pick<ConfiguredScene, 'id' | 'names'>[];
  /** What the list is, for readers of the screen. */
  label: string;
  /** Where it stands, e.g. "2" below the second step; empty: at the top. */
  place?: string;
  onSteps: (steps: Step[]) => void;
}

/** Steps one after another; one of them may be several at the same time. */
export function StepList({ steps, devices, scenes, label, place = '', onSteps }: StepListProps): ReactElement {
  const { t } = useEquipmentWords();
  return (
    <div className="steps" role="group" aria-label={label}>
      <ol>
        {steps.map((step, index) => {
          const number = `${place === '' ? '' : `${place}.`}${index + 1}`;
          return (
            // Steps have no names of their own; where they stand is what they are.
            <li key={index} className="step" aria-label={t('stepOf', { number })}>
              <span className="step-number" aria-hidden="true">
                {number}
              </span>
              <StepRow
                step={step}
                devices={devices}
                scenes={scenes}
                place={number}
                onStep={(next) => onSteps(steps.map((one, other) => (other === index ? next : one)))}
              />
              <span className="step-order">
                <button
                  type="button"
                  className="button"
                  aria-label={t('stepUp', { number })}
                  disabled={index === 0}
                  onClick={() => onSteps(moved(steps, index, index - 1))}
                >
                  ↑
                </button>
                <button
                  type="button"
                  className="button"
                  aria-label={t('stepDown', { number })}
                  disabled={index === steps.length - 1}
                  onClick={() => onSteps(moved(steps, index, index + 1))}
                >
                  ↓
                </button>
                <button
                  type="button"
                  className="button"
                  aria-label={t('stepRemove', { number })}
                  onClick={() => onSteps(steps.filter((_, other) => other !== index))}
                >
                  ✕
                </button>
              </span>
            </li>
          );
        })}
      </ol>
      <button type="button" className="button" onClick={() => onSteps([...steps, newStep('device', devices)])}>
        {t(place === '' ? 'stepAdd' : 'stepAddBeside')}
      </button>
    </div>
  );
}
