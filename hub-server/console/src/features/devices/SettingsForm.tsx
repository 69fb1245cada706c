import '@tongtang/web/equipment.css';
import { DeviceForm, without, withItem, type Equipment } from '@tongtang/web/equipment';
import { App, Button, Popconfirm } from 'antd';
import type { DriverDescription } from '../../api/types';
import { useWords } from '../../app/useWords';
import { EmptyState } from '../../components/EmptyState';
import { QueryView } from '../../components/QueryView';
import { useProblemText } from '../../components/useProblemText';
import styles from './AutomationCard.module.css';
import { ConfigurationStateLine } from './ConfigurationCard';
import { editedEquipment } from './editedEquipment';
import { useDeviceConfiguration, useSaveConfiguration } from './queries';
import { forSharedForms } from './sharedForms';

interface SettingsFormProps {
  room: string;
  device: string;
  description: DriverDescription | undefined;
  onClose: () => void;
}

/** One device's name, address and settings, by the same form as on the box's own panel. */
export function SettingsForm({ room, device, description, onClose }: SettingsFormProps) {
  const { t } = useWords();
  const { message } = App.useApp();
  const text = useProblemText();
  const configuration = useDeviceConfiguration(room);
  const save = useSaveConfiguration(room);
  return (
    <QueryView query={configuration}>
      {(found) => {
        const equipment = editedEquipment(found);
        const entry = equipment?.devices.find(({ id }) => id === device);
        if (equipment === undefined || entry === undefined)
          return <EmptyState title={t('devices.notConfigured')} text={t('devices.notConfiguredText')} />;
        const send = (change: Partial<Equipment>) =>
          save.mutateAsync({ version: found.version, configuration: { ...equipment, ...change } });
        return (
          <div className={styles['editor']}>
            <ConfigurationStateLine configuration={found} />
            <DeviceForm
              key={found.version}
              title={t('devices.settingsOf', { name: entry.name })}
              device={entry}
              isNew={false}
              // The box alone knows its ports and its files, and by which lines a driver can be reached.
              driver={description && { ...description, id: description.driver, connections: [] }}
              others={without(equipment.devices, device)}
              ports={[]}
              files={[]}
              onKeep={(next) => forSharedForms(send({ devices: withItem(equipment.devices, device, next) }))}
              onCancel={onClose}
            />
            <Popconfirm
              title={t('devices.removeSure', { name: entry.name })}
              okText={t('devices.remove')}
              cancelText={t('form.cancel')}
              okButtonProps={{ danger: true }}
              onConfirm={() => {
                send({ devices: without(equipment.devices, device) }).then(
                  onClose,
                  (error: unknown) => void message.error(text(error), 6),
                );
              }}
            >
              <Button danger className={styles['remove'] ?? ''}>
                {t('devices.removeDevice')}
              </Button>
            </Popconfirm>
          </div>
        );
      }}
    </QueryView>
  );
}
