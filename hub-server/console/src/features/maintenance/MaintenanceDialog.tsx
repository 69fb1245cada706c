import { Checkbox, DatePicker, Form, Input } from 'antd';
import dayjs from 'dayjs';
import { useWords } from '../../app/useWords';
import type { MaintenanceWish } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { RegionSelect } from '../fleet/RegionSelect';
import { RoomSelect } from '../fleet/RoomSelect';
import { SchoolSelect } from '../fleet/SchoolSelect';
import { useMakeWindow } from './queries';
import { wishOf, type WindowForm } from './windowForm';

const longestReason = 200;

/** Says when a place is worked on. */
export function MaintenanceDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const make = useMakeWindow(onClose);
  const now = dayjs().startOf('minute');
  return (
    <FormDialog<WindowForm, MaintenanceWish>
      title={t('maintenance.add')}
      initial={{ reason: '', begins: now, ends: now.add(2, 'hour'), isWeekly: false, lastDay: null }}
      save={make}
      toBody={wishOf}
      onClose={onClose}
    >
      <PlaceFields />
      <Form.Item
        name="reason"
        label={t('maintenance.reason')}
        rules={[{ required: true, whitespace: true, message: t('form.required') }]}
      >
        <Input maxLength={longestReason} placeholder={t('maintenance.reasonExample')} />
      </Form.Item>
      <TimeFields />
    </FormDialog>
  );
}

function PlaceFields() {
  const { t } = useWords();
  const [region, school] = [Form.useWatch<string | undefined>('region'), Form.useWatch<string | undefined>('school')];
  const needed = {
    validator: () => ((region ?? school) ? Promise.resolve() : Promise.reject(new Error(t('maintenance.placeNeeded')))),
  };
  return (
    <>
      <Form.Item name="region" label={t('fleet.region')} dependencies={['school']} rules={[needed]}>
        <RegionSelect allowClear label={t('fleet.region')} placeholder={t('maintenance.noRegion')} />
      </Form.Item>
      <Form.Item name="school" label={t('fleet.school')}>
        <SchoolSelect allowClear label={t('fleet.school')} placeholder={t('filters.everySchool')} />
      </Form.Item>
      {school !== undefined && (
        <Form.Item name="room" label={t('fleet.room')}>
          <RoomSelect allowClear label={t('fleet.room')} placeholder={t('filters.everyRoom')} school={school} />
        </Form.Item>
      )}
    </>
  );
}

function TimeFields() {
  const { t } = useWords();
  const isWeekly = Form.useWatch<boolean | undefined>('isWeekly') ?? false;
  const required = [{ required: true, message: t('form.required') }];
  const picker = (
    <DatePicker
      needConfirm={false}
      showTime={{ format: 'HH:mm' }}
      format="YYYY-MM-DD HH:mm"
      allowClear={false}
      style={{ width: '100%' }}
    />
  );
  return (
    <>
      <Form.Item name="begins" label={t('maintenance.begins')} rules={required} extra={t('maintenance.wallClock')}>
        {picker}
      </Form.Item>
      <Form.Item name="ends" label={t('maintenance.ends')} rules={required}>
        {picker}
      </Form.Item>
      <Form.Item name="isWeekly" valuePropName="checked">
        <Checkbox>{t('maintenance.weekly')}</Checkbox>
      </Form.Item>
      {isWeekly && (
        <Form.Item name="lastDay" label={t('maintenance.lastDay')}>
          <DatePicker style={{ width: '100%' }} placeholder={t('maintenance.goesOn')} />
        </Form.Item>
      )}
    </>
  );
}
