import { Button } from 'antd';
import { useState } from 'react';
import { NavLink, useParams, useSearchParams } from 'react-router';
import type { FloorPlan, School } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { useSchool } from '../fleet/queries';
import { useMay } from '../fleet/useMay';
import styles from './FloorPlans.module.css';
import { PlanDialog } from './PlanDialog';
import { PlanEditor } from './PlanEditor';
import { PlanMenu } from './PlanMenu';
import { PlanView } from './PlanView';
import { useFloorPlans } from './queries';

/** 平面图: a school as one walks through it, floor by floor, with the state of each room. */
export function FloorPlansPage() {
  const { schoolId = '' } = useParams();
  const school = useSchool(schoolId);
  return (
    <QueryView page query={school}>
      {(found) => <Floors key={found.id} school={found} />}
    </QueryView>
  );
}

function Floors({ school }: { school: School }) {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const [adding, setAdding] = useState(false);
  const plans = useFloorPlans(school.id);
  const shapes = useMay().shapeSchool(school.regionId, school.id);
  const plan = plans.data?.find(({ id }) => id === search.get('plan')) ?? plans.data?.[0];
  const show = (id: string | undefined) => setSearch(id === undefined ? {} : { plan: id });
  const add = shapes && (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('floorPlans.add')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t('floorPlans.title')}
        path={[
          { title: t('fleet.title'), to: '/fleet' },
          { title: school.regionName, to: `/fleet/regions/${school.regionId}` },
          { title: school.name, to: `/fleet/schools/${school.id}` },
        ]}
        actions={add}
      />
      <QueryView query={plans}>
        {(found) =>
          plan === undefined ? (
            <Card>
              <EmptyState title={t('floorPlans.none')} text={t('floorPlans.noneText')} action={add} />
            </Card>
          ) : (
            <Floor key={plan.id} school={school} plans={found} plan={plan} shapes={shapes} />
          )
        }
      </QueryView>
      {adding && (
        <PlanDialog
          school={school.id}
          onClose={() => setAdding(false)}
          onSaved={({ id }) => {
            setAdding(false);
            show(id);
          }}
        />
      )}
    </>
  );
}

interface FloorProps {
  school: School;
  plans: FloorPlan[];
  plan: FloorPlan;
  shapes: boolean;
}

function Floor({ school, plans, plan, shapes }: FloorProps) {
  const { t } = useWords();
  const [arranging, setArranging] = useState(false);
  return (
    <Card flush>
      <div className={styles['bar']}>
        {!arranging && (
          <nav aria-label={t('floorPlans.floors')} className={styles['floors']}>
            {plans.map(({ id, name }) => (
              <NavLink
                key={id}
                to={{ search: `?plan=${id}` }}
                aria-current={id === plan.id ? 'page' : false}
                className={() => `${styles['floor']} ${id === plan.id ? styles['active'] : ''}`}
              >
                {name}
              </NavLink>
            ))}
          </nav>
        )}
        {arranging && <h2 className={styles['arranged']}>{plan.name}</h2>}
        {shapes && !arranging && (
          <>
            <Button onClick={() => setArranging(true)}>{t('floorPlans.arrange')}</Button>
            <PlanMenu school={school.id} plan={plan} last={plans.length - 1} />
          </>
        )}
      </div>
      {arranging ? (
        <PlanEditor school={school.id} plan={plan} onClose={() => setArranging(false)} />
      ) : (
        <PlanView school={school.id} plan={plan} />
      )}
    </Card>
  );
}
