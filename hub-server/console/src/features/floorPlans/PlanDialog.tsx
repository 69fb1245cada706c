import { Alert, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { ask, hub } from '../../api/client';
import type { FloorPlan } from '../../api/types';
import { useWords } from '../../app/useWords';
import { useProblemText } from '../../components/useProblemText';
import { longestName, nameRules } from '../fleet/nameRules';
import { pictureOf } from './pictureOf';
import { usePlanChange } from './queries';

interface PlanDialogProps {
  school: string;
  /** None: a new one. */
  plan?: FloorPlan;
  onSaved: (plan: FloorPlan) => void;
  onClose: () => void;
}

interface PlanForm {
  name: string;
}

/** A floor's name and picture. */
export function PlanDialog({ school, plan, onSaved, onClose }: PlanDialogProps) {
  const { t } = useWords();
  const text = useProblemText();
  const [form] = Form.useForm<PlanForm>();
  const [file, setFile] = useState<File>();
  const [unreadable, setUnreadable] = useState(false);
  const save = usePlanChange(
    school,
    async ({ name }: PlanForm) => {
      const content = file === undefined ? undefined : await pictureOf(file);
      if (plan === undefined) {
        const body = { name, content: content ?? '' };
        return ask(hub.POST('/api/v1/schools/{id}/floor-plans', { params: { path: { id: school } }, body }));
      }
      const body = { name, ...(content === undefined ? {} : { content }) };
      return ask(hub.PATCH('/api/v1/floor-plans/{id}', { params: { path: { id: plan.id } }, body }));
    },
    onSaved,
  );
  const pick = async (chosen: File | undefined) => {
    setFile(chosen);
    // What the browser cannot show is not sent.
    setUnreadable(chosen !== undefined && !(await readable(chosen)));
  };
  return (
    <Modal
      open
      title={plan === undefined ? t('floorPlans.add') : t('floorPlans.edit')}
      okText={t('form.save')}
      cancelText={t('form.cancel')}
      okButtonProps={{ disabled: unreadable || (plan === undefined && file === undefined) }}
      confirmLoading={save.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form<PlanForm>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ name: plan?.name ?? '' }}
        onFinish={({ name }) => save.mutate({ name: name.trim() })}
      >
        <Form.Item name="name" label={t('floorPlans.name')} rules={nameRules(t)}>
          <Input maxLength={longestName} placeholder={t('floorPlans.example')} />
        </Form.Item>
        <Form.Item label={t('floorPlans.picture')} htmlFor="floor-plan-picture" extra={t('floorPlans.pictureText')}>
          <input
            id="floor-plan-picture"
            type="file"
            accept="image/png,image/jpeg"
            onChange={({ target }) => void pick(target.files?.[0])}
          />
        </Form.Item>
      </Form>
      {unreadable && <Alert type="error" showIcon title={t('errors.picture_invalid')} />}
      {save.isError && <Alert type="error" showIcon title={text(save.error)} />}
    </Modal>
  );
}

async function readable(file: File): Promise<boolean> {
  try {
    (await createImageBitmap(file)).close();
    return file.type === 'image/png' || file.type === 'image/jpeg';
  } catch {
    return false;
  }
}
