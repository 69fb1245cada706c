import { Alert, Button, Form, Input, InputNumber, Switch } from 'antd';
import type { DescribedSetting, DeviceConfiguration, DriverDescription, PropertyValue } from '../../api/types';
import { useWords, type WordKey } from '../../app/useWords';
import { EmptyState } from '../../components/EmptyState';
import { NamedSelect } from '../../components/NamedSelect';
import { QueryView } from '../../components/QueryView';
import { useProblemText } from '../../components/useProblemText';
import { ConfigurationStateLine } from './ConfigurationCard';
import { addressOf, given, withDevice, type ConfiguredDevice, type Equipment } from '@tongtang/web/equipment';
import { editedEquipment } from './editedEquipment';
import { useDeviceConfiguration, useSaveConfiguration } from './queries';
import { useNames } from './useNames';

interface SettingsFormProps {
  room: string;
  device: string;
  description: DriverDescription | undefined;
}

/** One device's name, address and settings; the form is drawn from its driver's own description. */
export function SettingsForm({ room, device, description }: SettingsFormProps) {
  const { t } = useWords();
  const configuration = useDeviceConfiguration(room);
  return (
    <QueryView query={configuration}>
      {(found) => {
        const equipment = editedEquipment(found);
        const entry = equipment?.devices.find(({ id }) => id === device);
        if (equipment === undefined || entry === undefined)
          return <EmptyState title={t('devices.notConfigured')} text={t('devices.notConfiguredText')} />;
        return (
          <Fields
            key={found.version}
            room={room}
            found={found}
            equipment={equipment}
            entry={entry}
            settings={description?.settings ?? []}
          />
        );
      }}
    </QueryView>
  );
}

interface FieldsProps {
  room: string;
  found: DeviceConfiguration;
  equipment: Equipment;
  entry: ConfiguredDevice;
  settings: readonly DescribedSetting[];
}

interface Values {
  name: string;
  enabled: boolean;
  connection: Record<string, PropertyValue | null>;
  settings: Record<string, PropertyValue | null>;
}

function Fields({ room, found, equipment, entry, settings }: FieldsProps) {
  const { t } = useWords();
  const names = useNames();
  const text = useProblemText();
  const save = useSaveConfiguration(room);
  const address = addressOf(entry.connection ?? {});
  const finish = (values: Values) => {
    const change = {
      name: values.name,
      enabled: values.enabled,
      connection: { ...entry.connection, ...given(values.connection) },
      settings: given({ ...entry.settings, ...values.settings }),
    };
    save.mutate({ version: found.version, configuration: withDevice(equipment, entry.id, change) });
  };
  return (
    <Form<Values>
      layout="vertical"
      requiredMark={false}
      initialValues={{
        name: entry.name,
        enabled: entry.enabled ?? true,
        connection: entry.connection ?? {},
        settings: Object.fromEntries(
          settings.map(({ name, default: usual }) => [name, entry.settings?.[name] ?? usual]),
        ),
      }}
      onFinish={finish}
    >
      <ConfigurationStateLine configuration={found} />
      <Form.Item name="name" label={t('devices.name')} rules={[{ required: true, message: t('form.required') }]}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="enabled" label={t('devices.enabled')} valuePropName="checked">
        <Switch aria-label={t('devices.enabled')} />
      </Form.Item>
      {address.map((name) => (
        <Form.Item key={name} name={['connection', name]} label={t(`devices.connection.${name}` satisfies WordKey)}>
          {typeof entry.connection?.[name] === 'number' ? (
            <InputNumber style={{ width: 160 }} precision={0} min={0} />
          ) : (
            <Input maxLength={253} />
          )}
        </Form.Item>
      ))}
      {settings.map((setting) => (
        <Form.Item
          key={setting.name}
          name={['settings', setting.name]}
          label={names.of(setting.names, setting.name)}
          extra={
            setting.kind === 'secret'
              ? t('devices.secretHelp')
              : setting.help === null
                ? undefined
                : names.of(setting.help)
          }
          valuePropName={setting.kind === 'flag' ? 'checked' : 'value'}
        >
          <SettingField setting={setting} />
        </Form.Item>
      ))}
      {save.isError && <Alert type="error" showIcon title={text(save.error)} style={{ marginBottom: 12 }} />}
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t('devices.saveSettings')}
      </Button>
    </Form>
  );
}

/** antd's Form hands value and onChange over. */
function SettingField({ setting, ...field }: { setting: DescribedSetting }) {
  const names = useNames();
  const label = names.of(setting.names, setting.name);
  const range = {
    ...(setting.minimum === null ? {} : { min: setting.minimum }),
    ...(setting.maximum === null ? {} : { max: setting.maximum }),
  };
  switch (setting.kind) {
    case 'secret':
      return <Input.Password {...field} autoComplete="new-password" maxLength={setting.maximum ?? 200} />;
    case 'integer':
      return <InputNumber {...field} {...range} precision={0} style={{ width: 160 }} />;
    case 'number':
      return <InputNumber {...field} {...range} style={{ width: 160 }} />;
    case 'flag':
      return <Switch {...field} aria-label={label} />;
    case 'choice':
      return (
        <NamedSelect<string>
          {...field}
          label={label}
          options={setting.options.map((option) => ({ value: option.id, label: names.of(option, option.id) }))}
        />
      );
    default:
      return <Input {...field} maxLength={setting.maximum ?? 1000} />;
  }
}
