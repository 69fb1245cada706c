import { Form, InputNumber, Radio } from 'antd';
import { useWords } from '../../app/useWords';
import type { RetentionWish, Visibility } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { NamedSelect } from '../../components/NamedSelect';
import { useDebounced } from '../../components/useDebounced';
import { RegionSelect } from '../fleet/RegionSelect';
import { RoomSelect } from '../fleet/RoomSelect';
import { SchoolSelect } from '../fleet/SchoolSelect';
import { visibilities } from '../recordings/recordingFilters';
import { useSetRetentionRule, type Trial } from './queries';
import { TrialNotice } from './TrialNotice';

const [fewest, most] = [7, 36_500];

interface RuleForm {
  region?: string;
  school?: string;
  room?: string;
  visibility: Visibility | '';
  forEver: boolean;
  days: number | null;
}

/** Says how long a place's recordings are kept; what that deletes is counted while it is filled in. */
export function RetentionDialog({ until, onClose }: { until: string; onClose: () => void }) {
  const { t } = useWords();
  const set = useSetRetentionRule(onClose);
  return (
    <FormDialog<RuleForm, RetentionWish>
      title={t('retention.set')}
      initial={{ visibility: '', forEver: false, days: 365 }}
      save={set}
      toBody={wishOf}
      onClose={onClose}
    >
      <Form.Item name="region" label={t('fleet.region')}>
        <RegionSelect allowClear label={t('fleet.region')} placeholder={t('reports.all')} />
      </Form.Item>
      <Form.Item name="school" label={t('fleet.school')}>
        <SchoolSelect allowClear label={t('fleet.school')} placeholder={t('filters.everySchool')} />
      </Form.Item>
      <RoomOfSchool />
      <Form.Item name="visibility" label={t('visibility.who')}>
        <NamedSelect<Visibility | ''>
          label={t('visibility.who')}
          options={[
            { value: '', label: t('retention.others') },
            ...visibilities.map((value) => ({ value, label: t(`visibility.${value}`) })),
          ]}
        />
      </Form.Item>
      <Form.Item name="forEver" label={t('retention.kept')}>
        <Radio.Group
          options={[
            { value: false, label: t('retention.forDays') },
            { value: true, label: t('retention.forEver') },
          ]}
        />
      </Form.Item>
      <DaysAndTrial until={until} />
    </FormDialog>
  );
}

function RoomOfSchool() {
  const { t } = useWords();
  const school = Form.useWatch<string | undefined>('school');
  return (
    <Form.Item name="room" label={t('fleet.room')}>
      <RoomSelect allowClear label={t('fleet.room')} placeholder={t('filters.everyRoom')} school={school} />
    </Form.Item>
  );
}

function DaysAndTrial({ until }: { until: string }) {
  const { t } = useWords();
  const form = Form.useFormInstance<RuleForm>();
  const values = Form.useWatch([], form) as RuleForm | undefined;
  const trial = useDebounced(JSON.stringify(values === undefined ? null : trialOf(values)), 400);
  return (
    <>
      {values?.forEver !== true && (
        <Form.Item
          name="days"
          label={t('retention.daysKept')}
          rules={[{ required: true, message: t('form.required') }]}
        >
          <InputNumber min={fewest} max={most} precision={0} style={{ width: '100%' }} />
        </Form.Item>
      )}
      <TrialNotice until={until} trial={JSON.parse(trial) as Trial | null} />
    </>
  );
}

function wishOf({ region, school, room, visibility, forEver, days }: RuleForm): RetentionWish {
  return {
    placeId: room ?? school ?? region ?? null,
    visibility: visibility === '' ? null : visibility,
    days: forEver ? null : days,
  };
}

function trialOf(values: RuleForm): Trial | null {
  const { placeId, visibility } = wishOf(values);
  const { forEver, days } = values;
  if (!forEver && (typeof days !== 'number' || days < fewest)) return null;
  return {
    tryDays: forEver ? 'forever' : String(days),
    ...(placeId ? { tryPlace: placeId } : {}),
    ...(visibility ? { tryVisibility: visibility } : {}),
  };
}
