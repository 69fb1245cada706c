import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useWords } from '../../app/useWords';
import { Link, useNavigate, useParams } from 'react-router';
import type { School } from '../../api/types';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { RemoteLimitsDialog } from '../devices/RemoteLimitsDialog';
import { DeleteSchool } from './DeleteSchool';
import { useSchool } from './queries';
import { RoomDialog } from './RoomDialog';
import { RoomList } from './RoomList';
import { SchoolDialog } from './SchoolDialog';
import { useMay } from './useMay';

/** One school: its rooms. */
export function SchoolPage() {
  const { schoolId = '' } = useParams();
  const school = useSchool(schoolId);
  return (
    <QueryView page query={school}>
      {(found) => <Rooms key={found.id} school={found} />}
    </QueryView>
  );
}

function Rooms({ school }: { school: School }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'create' | 'edit' | 'delete' | 'limits'>();
  const close = () => setOpen(undefined);
  const may = useMay();
  const shapes = may.shapeSchool(school.regionId, school.id);
  const create = shapes && (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setOpen('create')}>
      {t('fleet.newRoom')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={school.name}
        path={[
          { title: t('fleet.title'), to: '/fleet' },
          { title: school.regionName, to: `/fleet/regions/${school.regionId}` },
        ]}
        note={
          <>
            {t(`schoolKind.${school.kind}`)}
            {school.tier !== 'none' && ` · ${t(`schoolTier.${school.tier}`)}`}
            {school.liveMegabitsPerSecond !== null &&
              ` · ${t('fleet.liveBudgetShort', { megabits: school.liveMegabitsPerSecond })}`}
            {school.tags.length > 0 && ` · ${school.tags.join(t('tableFault.comma'))}`}
            {' · '}
            <Link to={`/recordings?school=${school.id}`}>{t('fleet.recordingsHere')}</Link>
            {' · '}
            <Link to={`/fleet/schools/${school.id}/plans`}>{t('floorPlans.title')}</Link>
          </>
        }
        actions={
          <>
            {shapes && <Button onClick={() => setOpen('limits')}>{t('limits.open')}</Button>}
            {shapes && <Button onClick={() => setOpen('edit')}>{t('fleet.edit')}</Button>}
            {may.shapeRegion(school.regionId) && (
              <Button danger type="text" onClick={() => setOpen('delete')}>
                {t('form.delete')}
              </Button>
            )}
            {create}
          </>
        }
      />
      <RoomList school={school.id} create={create} />
      {open === 'create' && <RoomDialog schoolId={school.id} onClose={close} />}
      {open === 'edit' && <SchoolDialog regionId={school.regionId} school={school} onClose={close} />}
      {open === 'limits' && <RemoteLimitsDialog school={school.id} onClose={close} />}
      {open === 'delete' && (
        <DeleteSchool
          school={school}
          onClose={close}
          onDone={() => void navigate(`/fleet/regions/${school.regionId}`, { replace: true })}
        />
      )}
    </>
  );
}
