import '@tongtang/web/equipment.css';
import {
  freshId,
  newCondition,
  newStep,
  RuleForm,
  SceneForm,
  withItem,
  without,
  type ConfiguredRule,
  type ConfiguredScene,
  type Equipment,
  type KnownDevice,
} from '@tongtang/web/equipment';
import { Modal } from 'antd';
import { useState } from 'react';
import type { DeviceConfiguration, Room, RoomDevices } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { QueryView } from '../../components/QueryView';
import styles from './AutomationCard.module.css';
import { AutomationList } from './AutomationList';
import { ConfigurationStateLine } from './ConfigurationCard';
import { editedEquipment } from './editedEquipment';
import { useDeviceConfiguration, useSaveConfiguration } from './queries';
import { forSharedForms } from './sharedForms';

/** What the room does at one press and by itself, edited by the same forms as on the box's own panel. */
export function AutomationCard({ room, devices }: { room: Room; devices: RoomDevices }) {
  const { t } = useWords();
  const configuration = useDeviceConfiguration(room.id);
  const known = devices.items.map(({ id, name, description }) => ({
    id,
    name,
    capabilities: description === null ? [] : (devices.descriptions[description]?.capabilities ?? []),
  }));
  return (
    <Card title={t('devices.automation')}>
      <QueryView query={configuration}>
        {(found) => {
          const equipment = editedEquipment(found);
          return equipment === undefined ? (
            <EmptyState title={t('devices.automationNone')} text={t('devices.notConfiguredText')} />
          ) : (
            <Lists room={room.id} found={found} equipment={equipment} known={known} />
          );
        }}
      </QueryView>
    </Card>
  );
}

interface ListsProps {
  room: string;
  found: DeviceConfiguration;
  equipment: Equipment;
  known: readonly KnownDevice[];
}

type Edited = { isNew: boolean } & ({ scene: ConfiguredScene } | { rule: ConfiguredRule });

function Lists({ room, found, equipment, known }: ListsProps) {
  const { t } = useWords();
  const save = useSaveConfiguration(room);
  const [edited, setEdited] = useState<Edited>();
  const { scenes, rules } = equipment;
  const send = (change: Partial<Equipment>) =>
    save.mutateAsync({ version: found.version, configuration: { ...equipment, ...change } });
  const keep = async (change: Partial<Equipment>) => {
    await forSharedForms(send(change));
    setEdited(undefined);
  };
  const close = () => setEdited(undefined);
  return (
    <>
      <ConfigurationStateLine configuration={found} />
      <div className={styles['lists']}>
        <AutomationList
          title={t('devices.scenes')}
          items={scenes}
          empty={t('devices.noScenes')}
          add={t('devices.addScene')}
          about={({ steps }) => t('devices.aboutScene', { count: steps.length })}
          onAdd={() => setEdited({ scene: aScene(scenes, known), isNew: true })}
          onEdit={(scene) => setEdited({ scene, isNew: false })}
          onRemove={(id) => send({ scenes: without(scenes, id) })}
        />
        <AutomationList
          title={t('devices.rules')}
          items={rules}
          empty={t('devices.noRules')}
          add={t('devices.addRule')}
          about={({ enabled }) => t(enabled === false ? 'devices.ruleOff' : 'devices.ruleOn')}
          onAdd={() => setEdited({ rule: aRule(rules, known), isNew: true })}
          onEdit={(rule) => setEdited({ rule, isNew: false })}
          onRemove={(id) => send({ rules: without(rules, id) })}
        />
      </div>
      {edited !== undefined && (
        <Modal open width={1040} footer={null} destroyOnHidden onCancel={close} className={styles['editor'] ?? ''}>
          {'scene' in edited ? (
            <SceneForm
              title={t(edited.isNew ? 'devices.addScene' : 'devices.editScene')}
              scene={edited.scene}
              isNew={edited.isNew}
              others={scenes.filter(({ id }) => id !== edited.scene.id)}
              devices={known}
              onKeep={(next) => keep({ scenes: withItem(scenes, edited.isNew ? null : edited.scene.id, next) })}
              onCancel={close}
            />
          ) : (
            <RuleForm
              title={t(edited.isNew ? 'devices.addRule' : 'devices.editRule')}
              rule={edited.rule}
              isNew={edited.isNew}
              others={rules.filter(({ id }) => id !== edited.rule.id)}
              devices={known}
              scenes={scenes}
              onKeep={(next) => keep({ rules: withItem(rules, edited.isNew ? null : edited.rule.id, next) })}
              onCancel={close}
            />
          )}
        </Modal>
      )}
    </>
  );
}

const unnamed = { zh: '', en: '' };

const aScene = (scenes: readonly ConfiguredScene[], known: readonly KnownDevice[]): ConfiguredScene => ({
  id: freshId('scene', scenes),
  names: unnamed,
  steps: known.length > 0 ? [newStep('device', known)] : [],
  onPanel: true,
});

const aRule = (rules: readonly ConfiguredRule[], known: readonly KnownDevice[]): ConfiguredRule => ({
  id: freshId('rule', rules),
  names: unnamed,
  enabled: true,
  when: newCondition('reading', known),
  then: [],
});
