import { AutoComplete, DatePicker, Form, Input, InputNumber } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useNavigate } from 'react-router';
import { ask, hub } from '../../api/client';
import type { Asset, AssetWish } from '../../api/types';
import { useWords } from '../../app/useWords';
import { FormDialog } from '../../components/FormDialog';
import { NamedSelect } from '../../components/NamedSelect';
import { useRoomDevices } from '../devices/queries';
import { AssetPlaceFields, placeOf, type PlaceForm } from './AssetPlaceFields';
import { useAssetChange, useAssetKinds } from './queries';

interface AssetForm extends PlaceForm {
  code: string;
  name: string;
  kind: string;
  maker: string;
  model: string;
  serial: string;
  boughtOn: Dayjs | null;
  price: number | null;
  supplier: string;
  warrantyUntil: Dayjs | null;
  deviceId?: string;
  keeper: string;
  note: string;
}

/** Registers an asset, or writes anew what describes one. Where it stands is changed by moving it. */
export function AssetDialog({ asset, onClose }: { asset?: Asset; onClose: () => void }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const save = useAssetChange(
    async ({ wish, place }: { wish: AssetWish; place: PlaceForm }) => {
      if (asset !== undefined)
        return (await ask(hub.PUT('/api/v1/assets/{id}', { params: { path: { id: asset.id } }, body: wish }))).asset.id;
      return (await ask(hub.POST('/api/v1/assets', { body: { ...wish, ...placeOf(place) } }))).id;
    },
    (id) => {
      onClose();
      if (asset === undefined) void navigate(`/inventory/${id}`);
    },
  );
  const required = [{ required: true, whitespace: true, message: t('form.required') }];
  return (
    <FormDialog<AssetForm, { wish: AssetWish; place: PlaceForm }>
      title={asset === undefined ? t('assets.add') : t('assets.edit')}
      initial={initialOf(asset)}
      save={save}
      toBody={(values) => ({ wish: wishOf(values), place: values })}
      onClose={onClose}
    >
      <Form.Item name="code" label={t('assets.code')} extra={t('assets.codeHint')} rules={required}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="name" label={t('assets.name')} rules={required}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="kind" label={t('assets.kind')} extra={t('assets.kindHint')} rules={required}>
        <KindField />
      </Form.Item>
      {asset === undefined && <AssetPlaceFields />}
      {asset !== undefined && asset.roomId !== null && (
        <Form.Item name="deviceId" label={t('assets.device')} extra={t('assets.deviceHint')}>
          <DeviceField room={asset.roomId} />
        </Form.Item>
      )}
      <Form.Item name="maker" label={t('assets.maker')}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="model" label={t('assets.model')}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="serial" label={t('assets.serial')}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="boughtOn" label={t('assets.boughtOn')}>
        <DatePicker style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="price" label={t('assets.price')}>
        <InputNumber<number> min={0} max={1_000_000_000} precision={2} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="supplier" label={t('assets.supplier')}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="warrantyUntil" label={t('assets.warrantyUntil')}>
        <DatePicker style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="keeper" label={t('assets.keeper')}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="note" label={t('assets.note')}>
        <Input maxLength={500} />
      </Form.Item>
    </FormDialog>
  );
}

interface FieldProps {
  id?: string;
  value?: string;
  onChange?: (value: string | undefined) => void;
}

function KindField(field: FieldProps) {
  const kinds = useAssetKinds();
  return (
    <AutoComplete<string>
      {...field}
      maxLength={40}
      options={(kinds.data ?? []).map(({ name }) => ({ value: name }))}
      showSearch={{ filterOption: (typed, option) => String(option?.value ?? '').includes(typed) }}
    />
  );
}

function DeviceField({ room, ...field }: FieldProps & { room: string }) {
  const { t } = useWords();
  const devices = useRoomDevices(room);
  return (
    <NamedSelect<string>
      {...field}
      label={t('assets.device')}
      allowClear
      loading={devices.isPending}
      options={(devices.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

function initialOf(asset: Asset | undefined): AssetForm {
  return {
    code: asset?.code ?? '',
    name: asset?.name ?? '',
    kind: asset?.kind ?? '',
    maker: asset?.maker ?? '',
    model: asset?.model ?? '',
    serial: asset?.serial ?? '',
    boughtOn: dayOf(asset?.boughtOn),
    price: asset?.price ?? null,
    supplier: asset?.supplier ?? '',
    warrantyUntil: dayOf(asset?.warrantyUntil),
    ...(asset === undefined || asset.deviceId === null ? {} : { deviceId: asset.deviceId }),
    keeper: asset?.keeper ?? '',
    note: asset?.note ?? '',
  };
}

function dayOf(day: string | null | undefined): Dayjs | null {
  return day === null || day === undefined ? null : dayjs(day);
}

function wishOf(values: AssetForm): AssetWish {
  return {
    code: values.code,
    name: values.name,
    kind: values.kind,
    maker: values.maker,
    model: values.model,
    serial: values.serial,
    boughtOn: values.boughtOn?.format('YYYY-MM-DD') ?? null,
    price: values.price,
    supplier: values.supplier,
    warrantyUntil: values.warrantyUntil?.format('YYYY-MM-DD') ?? null,
    deviceId: values.deviceId ?? null,
    keeper: values.keeper,
    note: values.note,
  };
}
