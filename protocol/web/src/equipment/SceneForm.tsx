import { useState, type ReactElement } from 'react';
import { FormEnd, NamesFields } from './FormParts';
import { namesFaults, stepFaults } from './sceneRules';
import { StepList } from './StepList';
import type { ConfiguredScene, KnownDevice } from './types';
import { useEquipmentWords } from './useEquipmentWords';
import { useKeep } from './useKeep';

interface SceneFormProps {
  title: string;
  scene: ConfiguredScene;
  isNew: boolean;
  others: readonly ConfiguredScene[];
  devices: readonly KnownDevice[];
  onKeep: (scene: ConfiguredScene) => Promise<unknown>;
  onCancel: () => void;
}

/** A scene: its names and its steps, with the same as JSON beside it. */
export function SceneForm(props: SceneFormProps): ReactElement {
  const { title, isNew, others, devices } = props;
  const { t } = useEquipmentWords();
  const [scene, setScene] = useState(props.scene);
  const keeping = useKeep();
  const { tried, keep } = keeping;
  const names = namesFaults(scene, others, 32);
  const steps = scene.steps.length === 0 ? [t('stepsNone')] : stepFaults(scene.steps, t);
  const fine = Object.keys(names).length === 0 && steps.length === 0;
  return (
    <form
      className="form form-columns form-large"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        keep(fine, () => props.onKeep(scene));
      }}
    >
      <h2>{title}</h2>
      <NamesFields item={scene} isNew={isNew} most={32} faults={tried ? names : {}} onItem={setScene} />
      <label className="check">
        <input
          type="checkbox"
          checked={scene.onPanel ?? true}
          onChange={(event) => setScene({ ...scene, onPanel: event.target.checked })}
        />{' '}
        {t('onPanel')}
      </label>
      <div className="form-wide">
        <h3>{t('steps')}</h3>
        <StepList
          steps={scene.steps}
          devices={devices}
          scenes={others}
          label={t('steps')}
          onSteps={(next) => setScene({ ...scene, steps: next })}
        />
      </div>
      <FormEnd
        {...keeping}
        json={t('sceneJson')}
        item={scene}
        read={sceneOf}
        onItem={setScene}
        faults={steps}
        onCancel={props.onCancel}
      />
    </form>
  );
}

function sceneOf(json: unknown): ConfiguredScene | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const { id, names, steps } = json as Partial<ConfiguredScene>;
  return typeof id === 'string' && typeof names === 'object' && Array.isArray(steps)
    ? (json as ConfiguredScene)
    : undefined;
}
