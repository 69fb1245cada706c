import type { ReactElement } from 'react';
import { DeviceStep } from './DeviceStep';
import { NamedChoice } from './NamedChoice';
import { kindOf, newStep, stepKinds, type StepKind } from './steps';
import { Part, Seconds } from './RowParts';
import { StepList, type StepListProps } from './StepList';
import { recordingSteps, type Step } from './types';
import { useEquipmentWords } from './useEquipmentWords';

interface StepRowProps extends Pick<StepListProps, 'devices' | 'scenes'> {
  step: Step;
  place: string;
  onStep: (step: Step) => void;
}

/** One step: what kind of, what exactly, and what happens when it fails. */
export function StepRow({ step, devices, scenes, place, onStep }: StepRowProps): ReactElement {
  const { t, of } = useEquipmentWords();
  const kind = kindOf(step);
  const offered = stepKinds.filter((one) => one === kind || one !== 'scene' || scenes.length > 0);
  return (
    <div className="step-fields">
      <Part label={t('stepKind')}>
        {(id) => (
          <select
            id={id}
            value={kind}
            onChange={(event) => onStep(newStep(event.target.value as StepKind, devices, scenes[0]?.id))}
          >
            {offered.map((one) => (
              <option key={one} value={one}>
                {t(`stepKinds.${one}`)}
              </option>
            ))}
          </select>
        )}
      </Part>
      {kind === 'device' && <DeviceStep step={step} devices={devices} onStep={onStep} />}
      {kind === 'scene' && (
        <Part label={t('scene')}>
          {(id) => (
            <NamedChoice
              id={id}
              items={scenes}
              idOf={(scene) => scene.id}
              nameOf={(scene) => of(scene.names)}
              value={step.scene ?? ''}
              onItem={({ id: scene }) => onStep({ ...step, scene })}
            />
          )}
        </Part>
      )}
      {kind === 'recording' && (
        <Part label={t('recording')}>
          {(id) => (
            <select
              id={id}
              value={step.recording}
              onChange={(event) => onStep({ ...step, recording: event.target.value })}
            >
              {recordingSteps.map((one) => (
                <option key={one} value={one}>
                  {t(`recordingSteps.${one}`)}
                </option>
              ))}
            </select>
          )}
        </Part>
      )}
      {kind === 'pause' && (
        <Part label={t('pauseSeconds')}>
          {(id) => (
            <Seconds
              id={id}
              value={step.pauseSeconds ?? 0}
              most={600}
              onSeconds={(pauseSeconds) => onStep({ ...step, pauseSeconds })}
            />
          )}
        </Part>
      )}
      <Part label={t('onFailure')}>
        {(id) => (
          <select
            id={id}
            value={step.onFailure ?? 'goOn'}
            onChange={(event) => onStep({ ...step, onFailure: event.target.value })}
          >
            <option value="goOn">{t('goOn')}</option>
            <option value="stop">{t('stop')}</option>
          </select>
        )}
      </Part>
      {kind === 'parallel' && (
        <StepList
          steps={step.parallel ?? []}
          devices={devices}
          scenes={scenes}
          label={t('stepOf', { number: place })}
          place={place}
          onSteps={(parallel) => onStep({ ...step, parallel })}
        />
      )}
    </div>
  );
}
