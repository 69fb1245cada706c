import { useWords } from '../../app/useWords';
import { Form, Input } from 'antd';
import { ask, hub } from '../../api/client';
import type { Region } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { useFleetChange } from './fleetChanges';
import { nameRules, longestName } from './nameRules';

/** Creates a region, or renames the given one. */
export function RegionDialog({ region, onClose }: { region?: Region; onClose: () => void }) {
  const { t } = useWords();
  const save = useFleetChange(
    (body: { name: string }) =>
      region === undefined
        ? ask(hub.POST('/api/v1/regions', { body }))
        : ask(hub.PATCH('/api/v1/regions/{id}', { params: { path: { id: region.id } }, body })),
    onClose,
  );
  return (
    <FormDialog
      title={region === undefined ? t('fleet.newRegion') : t('fleet.renameRegion')}
      initial={{ name: region?.name ?? '' }}
      save={save}
      toBody={({ name }) => ({ name: name.trim() })}
      onClose={onClose}
    >
      <Form.Item name="name" label={t('fleet.regionName')} rules={nameRules(t)}>
        <Input maxLength={longestName} placeholder={t('fleet.regionExample')} />
      </Form.Item>
    </FormDialog>
  );
}
