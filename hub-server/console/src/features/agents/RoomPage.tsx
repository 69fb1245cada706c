import { Button, Tooltip } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useWords } from '../../app/useWords';
import { Link, NavLink, useMatch, useNavigate, useParams } from 'react-router';
import { ask, hub } from '../../api/client';
import type { Room } from '../../api/types';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { PageHeader } from '../../components/PageHeader';
import { PagePending, QueryView } from '../../components/QueryView';
import { DeleteDialog } from '../fleet/DeleteDialog';
import { useRoom } from '../fleet/queries';
import { RoomDialog } from '../fleet/RoomDialog';
import { RoomStatusTag } from '../fleet/RoomStatusTag';
import { MaintenanceTag } from '../maintenance/MaintenanceTag';
import { RoomAlarms } from '../alarms/AlarmRows';
import { RoomQuarantine } from '../quarantine/RoomQuarantine';
import { RoomVisits } from '../visits/RoomVisits';
import { RecentRecordings } from '../recordings/RecentRecordings';
import { BoxFacts } from './BoxFacts';
import { JoinCodeDialog } from './JoinCodeDialog';
import { RecorderControls } from './RecorderControls';
import { SourceCard } from './SourceCard';
import styles from './RoomPage.module.css';
import { Allowed } from '../accounts/Allowed';
import { useRights } from '../accounts/useRights';

const RoomDevices = lazy(async () => ({ default: (await import('../devices/RoomDevices')).RoomDevices }));
const RoomDay = lazy(async () => ({ default: (await import('../timeline/RoomDay')).RoomDay }));

type Open = 'join' | 'edit' | 'delete';

/** One room: what its box does now, what its cameras see, and the way to start, stop and replace it. */
export function RoomPage() {
  const { roomId = '' } = useParams();
  const room = useRoom(roomId);
  return (
    <QueryView page query={room}>
      {(found) => <RoomView key={found.id} room={found} />}
    </QueryView>
  );
}

function RoomView({ room }: { room: Room }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const has = useRights();
  const devices = useMatch('/rooms/:roomId/devices') !== null;
  const day = useMatch('/rooms/:roomId/day') !== null;
  return (
    <>
      <PageHeader
        title={room.name}
        path={[
          { title: t('fleet.title'), to: '/fleet' },
          { title: room.regionName, to: `/fleet/regions/${room.regionId}` },
          { title: room.schoolName, to: `/fleet/schools/${room.schoolId}` },
        ]}
        aside={
          <>
            <RoomStatusTag room={room} />
            <MaintenanceTag until={room.maintenanceUntil} />
          </>
        }
        actions={
          <>
            <Allowed right="manage-tree" at={room}>
              <Button onClick={() => setOpen('edit')}>{t('fleet.edit')}</Button>
              <Button danger type="text" onClick={() => setOpen('delete')}>
                {t('form.delete')}
              </Button>
            </Allowed>
            {room.agent !== null && has('issue-join-codes', room) && (
              <Tooltip title={t('join.replaceHint')}>
                <Button onClick={() => setOpen('join')}>{t('join.open')}</Button>
              </Tooltip>
            )}
          </>
        }
      />
      {room.presence === 'unenrolled' ? (
        <Card>
          <EmptyState
            title={t('room.noBox')}
            text={t('room.noBoxText')}
            action={
              <Allowed right="issue-join-codes" at={room}>
                <Button type="primary" size="large" onClick={() => setOpen('join')}>
                  {t('join.open')}
                </Button>
              </Allowed>
            }
          />
        </Card>
      ) : (
        <>
          <RoomTabs room={room.id} />
          {devices || day ? (
            <Suspense fallback={<PagePending />}>
              {devices ? <RoomDevices room={room} /> : <RoomDay room={room} />}
            </Suspense>
          ) : (
            <LiveRoom room={room} />
          )}
        </>
      )}
      {open === 'join' && <JoinCodeDialog room={room} onClose={close} />}
      {open === 'edit' && <RoomDialog schoolId={room.schoolId} room={room} onClose={close} />}
      {open === 'delete' && (
        <DeleteDialog
          id={room.id}
          name={room.name}
          warning={room.agent === null ? t('fleet.deleteRoomText') : t('fleet.deleteRoomWithBoxText')}
          remove={() => ask(hub.DELETE('/api/v1/rooms/{id}', { params: { path: { id: room.id } } }))}
          onClose={close}
          onDone={() => void navigate(`/fleet/schools/${room.schoolId}`, { replace: true })}
        />
      )}
    </>
  );
}

/** The lesson and the equipment of one room are two addresses under one heading. */
function RoomTabs({ room }: { room: string }) {
  const { t } = useWords();
  const look = ({ isActive }: { isActive: boolean }) => `${styles['tab']} ${isActive ? styles['active'] : ''}`;
  return (
    <nav aria-label={t('room.tabs')} className={styles['tabs']}>
      <NavLink to={`/rooms/${room}`} end className={look}>
        {t('room.tabLesson')}
      </NavLink>
      <NavLink to={`/rooms/${room}/devices`} className={look}>
        {t('room.tabDevices')}
      </NavLink>
      <NavLink to={`/rooms/${room}/day`} className={look}>
        {t('room.tabDay')}
      </NavLink>
    </nav>
  );
}

function LiveRoom({ room }: { room: Room }) {
  const { t } = useWords();
  const sources = room.state?.sources ?? [];
  return (
    <>
      <RoomAlarms room={room.id} />
      <RecorderControls room={room} />
      <Card title={t('room.sources')}>
        {sources.length === 0 ? (
          <EmptyState title={t('room.noSources')} text={t('room.noSourcesText')} />
        ) : (
          <div className={styles['sources']}>
            {sources.map((source) => (
              <SourceCard
                key={source.name}
                roomId={room.id}
                source={source}
                live={room.presence === 'online'}
                since={room.since}
              />
            ))}
          </div>
        )}
      </Card>
      <BoxFacts room={room} />
      <RoomQuarantine room={room} />
      <Allowed right="watch-lessons" at={room}>
        <Card
          flush
          title={t('room.recordings')}
          extra={<Link to={`/recordings?room=${room.id}`}>{t('room.allRecordings')}</Link>}
        >
          <RecentRecordings room={room.id} />
        </Card>
        <RoomVisits room={room.id} />
      </Allowed>
    </>
  );
}
