import { Form, Input, Radio } from 'antd';
import type { Scope } from '../../api/types';
import { useWords } from '../../app/useWords';
import { FormDialog } from '../../components/FormDialog';
import { ShownOnce } from '../../components/ShownOnce';
import { useSession } from '../accounts/session';
import { RegionSelect } from '../fleet/RegionSelect';
import { SchoolSelect } from '../fleet/SchoolSelect';
import { useCreateWebhook, type NewWebhook } from './queries';

interface WebhookForm {
  name: string;
  url: string;
  kind: Scope['kind'];
  region?: string;
  school?: string;
}

/** From the widest; nobody is told of more than whoever makes it sees. */
const kinds: readonly Scope['kind'][] = ['hub', 'region', 'school'];

/** Makes a webhook; then its secret can be read, this one time. */
export function WebhookDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const own = useSession().data?.scope.kind ?? 'school';
  const create = useCreateWebhook();
  if (create.data !== undefined)
    return (
      <ShownOnce
        title={t('webhooks.secretTitle')}
        warning={t('webhooks.secretOnce')}
        secret={create.data.secret}
        onClose={onClose}
      />
    );
  const required = [{ required: true, message: t('form.required') }];
  return (
    <FormDialog<WebhookForm, NewWebhook>
      title={t('webhooks.create')}
      initial={{ name: '', url: '', kind: own }}
      save={create}
      toBody={toBody}
      onClose={onClose}
    >
      <Form.Item name="name" label={t('webhooks.name')} rules={required}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="url" label={t('webhooks.url')} extra={t('webhooks.urlHint')} rules={required}>
        <Input maxLength={500} inputMode="url" />
      </Form.Item>
      <Form.Item name="kind" label={t('webhooks.scope')}>
        <Radio.Group
          options={kinds.slice(kinds.indexOf(own)).map((value) => ({ value, label: t(`scope.${value}`) }))}
        />
      </Form.Item>
      <Form.Item noStyle shouldUpdate={(before: WebhookForm, after: WebhookForm) => before.kind !== after.kind}>
        {({ getFieldValue }) =>
          getFieldValue('kind') === 'region' ? (
            <Form.Item name="region" label={t('fleet.region')} rules={required}>
              <RegionSelect label={t('fleet.region')} />
            </Form.Item>
          ) : getFieldValue('kind') === 'school' ? (
            <Form.Item name="school" label={t('fleet.school')} rules={required}>
              <SchoolSelect label={t('fleet.school')} />
            </Form.Item>
          ) : null
        }
      </Form.Item>
    </FormDialog>
  );
}

function toBody({ name, url, kind, region, school }: WebhookForm): NewWebhook {
  const id = kind === 'region' ? region : kind === 'school' ? school : undefined;
  return { name, url: url.trim(), scope: { kind, id: id ?? null } };
}
