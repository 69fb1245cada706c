import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { ask, hub } from '../../api/client';
import type { FloorPlan } from '../../api/types';
import { useWords } from '../../app/useWords';
import { PlanDialog } from './PlanDialog';
import { usePlanChange } from './queries';

interface PlanMenuProps {
  school: string;
  plan: FloorPlan;
  /** The last one's position. */
  last: number;
}

/** What can be done to a floor besides arranging its rooms. */
export function PlanMenu({ school, plan, last }: PlanMenuProps) {
  const { t } = useWords();
  const [editing, setEditing] = useState(false);
  const path = { path: { id: plan.id } };
  const order = usePlanChange(
    school,
    (position: number) => ask(hub.PATCH('/api/v1/floor-plans/{id}', { params: path, body: { position } })),
    () => undefined,
  );
  const remove = usePlanChange(
    school,
    () => ask(hub.DELETE('/api/v1/floor-plans/{id}', { params: path })),
    () => undefined,
  );
  return (
    <>
      <Button disabled={plan.position === 0 || order.isPending} onClick={() => order.mutate(plan.position - 1)}>
        {t('floorPlans.earlier')}
      </Button>
      <Button disabled={plan.position >= last || order.isPending} onClick={() => order.mutate(plan.position + 1)}>
        {t('floorPlans.later')}
      </Button>
      <Button onClick={() => setEditing(true)}>{t('fleet.edit')}</Button>
      <Popconfirm
        title={t('floorPlans.deleteTitle', { name: plan.name })}
        okText={t('form.delete')}
        cancelText={t('form.cancel')}
        onConfirm={() => remove.mutate(undefined)}
      >
        <Button danger type="text" loading={remove.isPending}>
          {t('form.delete')}
        </Button>
      </Popconfirm>
      {editing && (
        <PlanDialog school={school} plan={plan} onSaved={() => setEditing(false)} onClose={() => setEditing(false)} />
      )}
    </>
  );
}
