import { Checkbox, Form, Radio } from 'antd';
import { useWords } from '../../app/useWords';
import type { Downloaders, SetDownloadRule } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { RegionSelect } from '../fleet/RegionSelect';
import { RoomSelect } from '../fleet/RoomSelect';
import { SchoolSelect } from '../fleet/SchoolSelect';
import { useSetDownloadRule } from './queries';

const downloaders: Downloaders[] = ['nobody', 'managers', 'viewers'];

interface RuleForm {
  region?: string;
  school?: string;
  room?: string;
  who: Downloaders;
  watermark: boolean;
  overlay: boolean;
}

/** Says for a place who may download, and what carries the name of whoever watches. */
export function DownloadRuleDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const set = useSetDownloadRule(onClose);
  return (
    <FormDialog<RuleForm, SetDownloadRule>
      title={t('downloadRules.set')}
      initial={{ who: 'managers', watermark: false, overlay: false }}
      save={set}
      toBody={({ region, school, room, ...rule }) => ({ ...rule, placeId: room ?? school ?? region ?? null })}
      onClose={onClose}
    >
      <Form.Item name="region" label={t('fleet.region')}>
        <RegionSelect allowClear label={t('fleet.region')} placeholder={t('reports.all')} />
      </Form.Item>
      <Form.Item name="school" label={t('fleet.school')}>
        <SchoolSelect allowClear label={t('fleet.school')} placeholder={t('filters.everySchool')} />
      </Form.Item>
      <RoomOfSchool />
      <Form.Item name="who" label={t('downloadRules.who')}>
        <Radio.Group
          style={{ display: 'grid', gap: 8 }}
          options={downloaders.map((value) => ({ value, label: t(`downloadRules.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="watermark" valuePropName="checked" extra={t('downloadRules.watermarkHint')}>
        <Checkbox>{t('downloadRules.watermark')}</Checkbox>
      </Form.Item>
      <Form.Item name="overlay" valuePropName="checked">
        <Checkbox>{t('downloadRules.overlay')}</Checkbox>
      </Form.Item>
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
