import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Form, Input, Modal, Radio } from 'antd';
import { useWords } from '../../app/useWords';
import { ask, hub } from '../../api/client';
import type { Role, Scope } from '../../api/types';
import { NamedSelect } from '../../components/NamedSelect';
import { ShownOnce } from '../../components/ShownOnce';
import { useProblemText } from '../../components/useProblemText';
import { RegionSelect } from '../fleet/RegionSelect';
import { SchoolSelect } from '../fleet/SchoolSelect';
import { roles } from './accountFilters';
import { useSession } from './session';

interface TokenForm {
  name: string;
  kind: Scope['kind'];
  region?: string;
  school?: string;
  days: number;
  roles: Role[];
}

const dayChoices = [30, 90, 365, 0];

/** From the widest; nobody gives away more than they have. */
const kinds: readonly Scope['kind'][] = ['hub', 'region', 'school'];

/** Creates a token for a program. The hub keeps only its hash, so the dialog is the one time that it can be read. */
export function NewTokenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const text = useProblemText();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<TokenForm>();
  const kind = Form.useWatch('kind', form);
  const own = useSession().data?.scope.kind ?? 'school';
  const offered = kinds.slice(kinds.indexOf(own));
  const create = useMutation({
    mutationFn: (values: TokenForm) => ask(hub.POST('/api/v1/tokens', { body: toRequest(values, Date.now()) })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['tokens'] }),
  });
  if (create.data !== undefined)
    return (
      <ShownOnce
        title={t('tokens.shownTitle')}
        warning={t('tokens.shownOnce')}
        secret={create.data.token}
        onClose={onClose}
      />
    );
  const required = [{ required: true, message: t('form.required') }];
  return (
    <Modal
      open
      title={t('tokens.create')}
      okText={t('tokens.create')}
      onOk={form.submit}
      confirmLoading={create.isPending}
      onCancel={onClose}
    >
      <Form<TokenForm>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ kind: own, days: 90, roles: ['viewer'] }}
        onFinish={(values) => create.mutate(values)}
      >
        <Form.Item
          name="name"
          label={t('tokens.name')}
          extra={t('tokens.nameHint')}
          rules={[{ required: true, whitespace: true, message: t('form.required') }]}
        >
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="kind" label={t('tokens.scope')}>
          <Radio.Group options={offered.map((value) => ({ value, label: t(`scope.${value}`) }))} />
        </Form.Item>
        {kind === 'region' && (
          <Form.Item name="region" label={t('fleet.region')} rules={required}>
            <RegionSelect label={t('fleet.region')} />
          </Form.Item>
        )}
        {kind === 'school' && (
          <Form.Item name="school" label={t('fleet.school')} rules={required}>
            <SchoolSelect label={t('fleet.school')} />
          </Form.Item>
        )}
        <Form.Item name="roles" label={t('tokens.roles')} extra={t('tokens.rolesHint')} rules={required}>
          <NamedSelect<Role[]>
            mode="multiple"
            label={t('tokens.roles')}
            options={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="days" label={t('tokens.expires')}>
          <NamedSelect
            label={t('tokens.expires')}
            options={dayChoices.map((value) => ({
              value,
              label: value === 0 ? t('tokens.noExpiry') : t('tokens.days', { count: value }),
            }))}
          />
        </Form.Item>
      </Form>
      {create.isError && <Alert type="error" showIcon title={text(create.error)} />}
    </Modal>
  );
}

/** What the form says, as the hub asks for it. */
export function toRequest({ name, kind, region, school, days, roles: chosen }: TokenForm, now: number) {
  const id = kind === 'region' ? region : kind === 'school' ? school : undefined;
  return {
    name: name.trim(),
    roles: chosen,
    scope: id === undefined ? { kind } : { kind, id },
    ...(days === 0 ? {} : { expiresAt: new Date(now + days * 86_400_000).toISOString() }),
  };
}
