import { DatePicker, Form, Input } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { ask, hub } from '../../api/client';
import type { Asset, AssetState } from '../../api/types';
import { useWords } from '../../app/useWords';
import { FormDialog } from '../../components/FormDialog';
import { NamedSelect } from '../../components/NamedSelect';
import { assetStates } from './assetFilters';
import { AssetPlaceFields, placeOf, type PlaceForm } from './AssetPlaceFields';
import { useAssetChange } from './queries';

interface StepForm {
  reason: string;
  on: Dayjs;
}

interface StepDialogProps {
  asset: Asset;
  onClose: () => void;
}

export function TransferDialog({ asset, onClose }: StepDialogProps) {
  const { t } = useWords();
  const path = { id: asset.id };
  const save = useAssetChange(
    (values: StepForm & PlaceForm) =>
      ask(
        hub.POST('/api/v1/assets/{id}/transfers', { params: { path }, body: { ...placeOf(values), ...step(values) } }),
      ),
    onClose,
  );
  return (
    <FormDialog<StepForm & PlaceForm, StepForm & PlaceForm>
      title={t('assets.transferOf', { name: asset.name })}
      initial={{ reason: '', on: dayjs() }}
      save={save}
      toBody={(values) => values}
      okText={t('assets.transfer')}
      onClose={onClose}
    >
      <AssetPlaceFields />
      <StepFields needed />
    </FormDialog>
  );
}

interface StateForm extends StepForm {
  state: AssetState;
}

export function StateDialog({ asset, onClose }: StepDialogProps) {
  const { t } = useWords();
  const path = { id: asset.id };
  const save = useAssetChange(
    (values: StateForm) =>
      ask(hub.PUT('/api/v1/assets/{id}/state', { params: { path }, body: { state: values.state, ...step(values) } })),
    onClose,
  );
  return (
    <FormDialog<StateForm, StateForm>
      title={t('assets.stateOf', { name: asset.name })}
      initial={{ state: asset.state, reason: '', on: dayjs() }}
      save={save}
      toBody={(values) => values}
      onClose={onClose}
    >
      <Form.Item name="state" label={t('filters.state')} extra={t('assets.scrapHint')}>
        <NamedSelect<AssetState>
          label={t('filters.state')}
          options={assetStates.map((value) => ({ value, label: t(`assetState.${value}`) }))}
        />
      </Form.Item>
      <StepFields />
    </FormDialog>
  );
}

function StepFields({ needed = false }: { needed?: boolean }) {
  const { t } = useWords();
  const rules = [{ required: true, whitespace: true, message: t('form.required') }];
  return (
    <>
      <Form.Item name="reason" label={t('assets.reason')} rules={needed ? rules : []}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="on" label={t('assets.on')} rules={[{ required: true, message: t('form.required') }]}>
        <DatePicker allowClear={false} style={{ width: '100%' }} />
      </Form.Item>
    </>
  );
}

function step({ reason, on }: StepForm) {
  return { reason, on: on.format('YYYY-MM-DD') };
}
