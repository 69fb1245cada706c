import { Checkbox, Form, Radio } from 'antd';
import { useWords } from '../../app/useWords';
import type { Downloaders, SetDownloadRule } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { PlaceFields, placeIdOf, type PlaceForm } from '../fleet/PlaceFields';
import { useSetDownloadRule } from './queries';

const downloaders: Downloaders[] = ['nobody', 'managers', 'viewers'];

interface RuleForm extends PlaceForm {
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
      toBody={({ region, school, room, ...rule }) => ({ ...rule, placeId: placeIdOf({ region, school, room }) })}
      onClose={onClose}
    >
      <PlaceFields />
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
