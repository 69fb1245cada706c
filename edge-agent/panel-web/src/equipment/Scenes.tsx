import { freshId, newStep, SceneForm, withItem, without, type ConfiguredScene } from '@tongtang/web/equipment';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PartProps } from './Devices';
import { NamedList } from './NamedList';

/** 上课, 下课 …: what is done at one press. */
export function Scenes({ desk, equipment, known }: PartProps): ReactElement {
  const { t } = useTranslation();
  const [editing, setEditing] = useState<{ scene: ConfiguredScene; isNew: boolean } | null>(null);
  const { scenes } = equipment;
  if (editing) {
    const { scene, isNew } = editing;
    return (
      <SceneForm
        title={t(isNew ? 'equipment.newScene' : 'equipment.editScene')}
        scene={scene}
        isNew={isNew}
        others={scenes.filter((one) => one.id !== scene.id)}
        devices={known}
        onKeep={async (next) => {
          await desk.change((now) => ({ ...now, scenes: withItem(now.scenes, isNew ? null : scene.id, next) }));
          setEditing(null);
        }}
        onCancel={() => setEditing(null)}
      />
    );
  }
  const fresh = (): ConfiguredScene => ({
    id: freshId('scene', scenes),
    names: { zh: '', en: '' },
    steps: known.length > 0 ? [newStep('device', known)] : [],
    onPanel: true,
  });
  return (
    <NamedList
      items={scenes}
      empty={t('equipment.noScenes')}
      add={t('equipment.addScene')}
      about={(scene) => t('equipment.aboutScene', { count: scene.steps.length })}
      onAdd={() => setEditing({ scene: fresh(), isNew: true })}
      onEdit={(scene) => setEditing({ scene, isNew: false })}
      onRemove={(id) => desk.change((now) => ({ ...now, scenes: without(now.scenes, id) }))}
    />
  );
}
