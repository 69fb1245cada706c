import { Checkbox, Form, Input, Radio, Space, Switch } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../../app/useWords';
import { NamedSelect } from '../../components/NamedSelect';
import { alarmKinds } from '../alarms/alarmFilters';
import { useAlarmWords } from '../alarms/useAlarmWords';
import { RegionSelect } from '../fleet/RegionSelect';
import { SchoolSelect } from '../fleet/SchoolSelect';
import type { WishForm } from './wishForm';

const severities = ['critical', 'warning', 'notice'] as const;

/** Which alarms, from where, when, and in which language. */
export function WishFields({ several }: { several: boolean }) {
  const { t } = useWords();
  const words = useAlarmWords();
  const required = [{ required: true, message: t('form.required') }];
  return (
    <>
      <Form.Item
        name="severities"
        label={t('notices.severities')}
        rules={[{ type: 'array', min: 1, message: t('form.required') }]}
      >
        <Checkbox.Group options={severities.map((value) => ({ value, label: t(`alarmSeverity.${value}`) }))} />
      </Form.Item>
      <Form.Item name="kinds" label={t('notices.kinds')}>
        <NamedSelect<string[]>
          label={t('notices.kinds')}
          mode="multiple"
          placeholder={t('alarms.everyKind')}
          showSearch={{ optionFilterProp: 'label' }}
          options={alarmKinds.map((value) => ({ value, label: words.kind(value) }))}
        />
      </Form.Item>
      <Form.Item name="where" label={t('notices.where')}>
        <Radio.Group
          options={(['all', 'region', 'school', ...(several ? (['several'] as const) : [])] as const).map((value) => ({
            value,
            label: t(`notices.place.${value}`),
          }))}
        />
      </Form.Item>
      <When field="where">
        {(where) =>
          where === 'region' ? (
            <Form.Item name="region" label={t('fleet.region')} rules={required}>
              <RegionSelect label={t('fleet.region')} />
            </Form.Item>
          ) : where === 'school' ? (
            <Form.Item name="school" label={t('fleet.school')} rules={required}>
              <SchoolSelect label={t('fleet.school')} />
            </Form.Item>
          ) : null
        }
      </When>
      <Form.Item name="quiet" label={t('notices.quiet')} valuePropName="checked">
        <Switch />
      </Form.Item>
      <When field="quiet">
        {(quiet) =>
          quiet === true ? (
            <>
              <Space size="middle" wrap>
                <Form.Item name="quietFrom" label={t('notices.quietFrom')} rules={required}>
                  <Input type="time" />
                </Form.Item>
                <Form.Item name="quietTo" label={t('notices.quietTo')} rules={required}>
                  <Input type="time" />
                </Form.Item>
              </Space>
              <Form.Item name="urgentAlways" valuePropName="checked">
                <Checkbox>{t('notices.urgentAlways')}</Checkbox>
              </Form.Item>
            </>
          ) : null
        }
      </When>
      <Form.Item name="tellCleared" valuePropName="checked">
        <Checkbox>{t('notices.tellCleared')}</Checkbox>
      </Form.Item>
      <Form.Item name="language" label={t('notices.language')}>
        <Radio.Group
          options={[
            { value: 'zh-cn', label: t('notices.chinese') },
            { value: 'en', label: t('notices.english') },
          ]}
        />
      </Form.Item>
    </>
  );
}

/** Fields that hang on another's value. */
function When({ field, children }: { field: keyof WishForm; children: (value: unknown) => ReactNode }) {
  return (
    <Form.Item noStyle shouldUpdate={(before: WishForm, after: WishForm) => before[field] !== after[field]}>
      {({ getFieldValue }) => children(getFieldValue(field))}
    </Form.Item>
  );
}
