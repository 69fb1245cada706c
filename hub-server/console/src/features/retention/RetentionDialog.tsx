import { Form, InputNumber, Radio } from 'antd';
import { useWords } from '../../app/useWords';
import type { RetentionWish, Visibility } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { NamedSelect } from '../../components/NamedSelect';
import { useDebounced } from '../../components/useDebounced';
import { PlaceFields, placeIdOf, type PlaceForm } from '../fleet/PlaceFields';
import { visibilities } from '../recordings/recordingFilters';
import { useSetRetentionRule, type Trial } from './queries';
import { TrialNotice } from './TrialNotice';

const [fewest, most] = [7, 36_500];

interface RuleForm extends PlaceForm {
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
      <PlaceFields />
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
    placeId: placeIdOf({ region, school, room }),
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
