import { DatePicker, Form, Input, InputNumber, Radio } from 'antd';
import type { Dayjs } from 'dayjs';
import { ask, hub } from '../../api/client';
import { useWords } from '../../app/useWords';
import { FormDialog } from '../../components/FormDialog';
import { RemoteSelect } from '../../components/RemoteSelect';
import { useCreateLesson, type NewLesson } from './queries';

interface LessonForm {
  pairing: string;
  title: string;
  teacher: string;
  minutes: number;
  when: 'now' | 'later';
  startAt: Dayjs | null;
  weeks: number;
}

interface StartLessonDialogProps {
  onStarted: (id: string) => void;
  onClose: () => void;
}

/** Begins a lesson of a pairing now, or plans it. */
export function StartLessonDialog({ onStarted, onClose }: StartLessonDialogProps) {
  const { t } = useWords();
  const create = useCreateLesson((id) => {
    onClose();
    onStarted(id);
  });
  const required = [{ required: true, message: t('form.required') }];
  return (
    <FormDialog<LessonForm, NewLesson>
      title={t('lessons.start')}
      okText={t('lessons.start')}
      initial={{ pairing: '', title: '', teacher: '', minutes: 45, when: 'now', startAt: null, weeks: 1 }}
      save={create}
      toBody={toBody}
      onClose={onClose}
    >
      <Form.Item name="pairing" label={t('lessons.pairing')} rules={required}>
        <PairingSelect label={t('lessons.pairing')} />
      </Form.Item>
      <Form.Item name="title" label={t('lessons.lesson')}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="teacher" label={t('lessons.teacher')}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="minutes" label={t('lessons.minutes')} rules={required}>
        <InputNumber min={1} max={300} />
      </Form.Item>
      <Form.Item name="when" label={t('lessons.when')}>
        <Radio.Group
          options={[
            { value: 'now', label: t('lessons.now') },
            { value: 'later', label: t('lessons.later') },
          ]}
        />
      </Form.Item>
      <Form.Item noStyle shouldUpdate={(before: LessonForm, after: LessonForm) => before.when !== after.when}>
        {({ getFieldValue }) =>
          getFieldValue('when') === 'later' && (
            <>
              <Form.Item name="startAt" label={t('lessons.at')} rules={required}>
                <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
              </Form.Item>
              <Form.Item name="weeks" label={t('lessons.weeks')} extra={t('lessons.weeksHint')} rules={required}>
                <InputNumber min={1} max={60} />
              </Form.Item>
            </>
          )
        }
      </Form.Item>
    </FormDialog>
  );
}

function toBody({ pairing, title, teacher, minutes, when, startAt, weeks }: LessonForm): NewLesson {
  const planned = when === 'later' && startAt !== null ? { startAt: startAt.second(0).toISOString() } : {};
  return { pairingId: pairing, title, teacher, minutes, weeks: when === 'later' ? weeks : 1, ...planned };
}

interface PairingSelectProps {
  value?: string;
  onChange?: (value: string | undefined) => void;
  id?: string;
  label: string;
}

function PairingSelect({ value, ...props }: PairingSelectProps) {
  return (
    <RemoteSelect
      {...props}
      value={value === '' ? undefined : value}
      name={['pairings']}
      search={async (q, signal) => {
        const { items } = await ask(hub.GET('/api/v1/pairings', { params: { query: { q, pageSize: 50 } }, signal }));
        return items.map((pairing) => ({
          value: pairing.id,
          label: `${pairing.name} · ${pairing.host.roomName} → ${pairing.receivers.map((room) => room.roomName).join(', ')}`,
        }));
      }}
      nameOf={async (id, signal) =>
        (await ask(hub.GET('/api/v1/pairings/{id}', { params: { path: { id } }, signal }))).name
      }
    />
  );
}
