import { Checkbox, DatePicker, Form, Input } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import type { LessonLayoutKind, LessonMode, Pairing, PairingWish } from '../../api/types';
import { useWords } from '../../app/useWords';
import { FormDialog } from '../../components/FormDialog';
import { NamedSelect } from '../../components/NamedSelect';
import { RoomSelect } from '../fleet/RoomSelect';
import { lessonModes } from './lessonFilters';
import { useSavePairing } from './queries';

interface PairingForm {
  name: string;
  mode: LessonMode;
  layout: LessonLayoutKind;
  host?: string | undefined;
  receivers: (string | undefined)[];
  purpose: string;
  record: boolean;
  fullDuplex: boolean;
  from: Dayjs | null;
  until: Dayjs | null;
}

const receiverPlaces = [0, 1, 2];

export const layoutKinds: readonly LessonLayoutKind[] = ['side-by-side', 'one-large', 'picture-in-picture'];

/** Makes a pairing, or changes one. */
export function PairingDialog({ pairing, onClose }: { pairing: Pairing | undefined; onClose: () => void }) {
  const { t } = useWords();
  const save = useSavePairing(pairing?.id, onClose);
  const required = [{ required: true, message: t('form.required') }];
  return (
    <FormDialog<PairingForm, PairingWish>
      title={pairing === undefined ? t('pairings.create') : pairing.name}
      initial={initialOf(pairing)}
      save={save}
      toBody={toBody}
      onClose={onClose}
    >
      <Form.Item name="name" label={t('pairings.name')} rules={required}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="mode" label={t('lessons.mode')}>
        <NamedSelect
          label={t('lessons.mode')}
          options={lessonModes.map((value) => ({ value, label: t(`lessonMode.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="host" label={t('pairings.host')} rules={required}>
        <RoomSelect label={t('pairings.host')} />
      </Form.Item>
      {receiverPlaces.map((place) => (
        <Form.Item
          key={place}
          name={['receivers', place]}
          label={t('pairings.receiver', { number: place + 1 })}
          rules={place === 0 ? required : []}
        >
          <RoomSelect label={t('pairings.receiver', { number: place + 1 })} allowClear={place > 0} />
        </Form.Item>
      ))}
      <Form.Item name="layout" label={t('lessons.layout')}>
        <NamedSelect
          label={t('lessons.layout')}
          options={layoutKinds.map((value) => ({ value, label: t(`lessonLayout.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="purpose" label={t('pairings.purpose')}>
        <Input.TextArea maxLength={500} autoSize={{ maxRows: 4 }} />
      </Form.Item>
      <Form.Item name="from" label={`${t('pairings.valid')} · ${t('pairings.from')}`}>
        <DatePicker />
      </Form.Item>
      <Form.Item name="until" label={`${t('pairings.valid')} · ${t('pairings.until')}`}>
        <DatePicker />
      </Form.Item>
      <Form.Item name="record" valuePropName="checked">
        <Checkbox>{t('pairings.record')}</Checkbox>
      </Form.Item>
      <Form.Item name="fullDuplex" valuePropName="checked">
        <Checkbox>{t('pairings.fullDuplex')}</Checkbox>
      </Form.Item>
    </FormDialog>
  );
}

function initialOf(pairing: Pairing | undefined): PairingForm {
  return {
    name: pairing?.name ?? '',
    mode: pairing?.mode ?? 'dedicated',
    layout: pairing?.layout ?? 'side-by-side',
    host: pairing?.host.roomId,
    receivers: receiverPlaces.map((place) => pairing?.receivers[place]?.roomId),
    purpose: pairing?.purpose ?? '',
    record: pairing?.record ?? true,
    fullDuplex: pairing?.fullDuplex ?? false,
    from: dayOf(pairing?.validFrom),
    // The last day is meant whole; the hub keeps where it ends.
    until: dayOf(pairing?.validUntil)?.subtract(1, 'day') ?? null,
  };
}

function toBody(form: PairingForm): PairingWish {
  return {
    name: form.name,
    mode: form.mode,
    layout: form.layout,
    hostRoomId: form.host ?? '',
    receiverRoomIds: form.receivers.filter((room) => room !== undefined),
    purpose: form.purpose,
    record: form.record,
    fullDuplex: form.fullDuplex,
    validFrom: form.from?.startOf('day').toISOString() ?? null,
    validUntil: form.until?.add(1, 'day').startOf('day').toISOString() ?? null,
  };
}

function dayOf(at: string | null | undefined): Dayjs | null {
  return at === null || at === undefined ? null : dayjs(at);
}
