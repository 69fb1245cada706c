import { Button, Popconfirm, Space, type TableColumnsType } from 'antd';
import { Link } from 'react-router';
import { useWords } from '../../app/useWords';
import type { MaintenanceState, MaintenanceWindow } from '../../api/types';
import { Moment } from '../../components/Moment';
import { StatusTag, type Glyph, type Tone } from '../../components/StatusTag';
import { useRights } from '../accounts/useRights';
import styles from './Maintenance.module.css';
import { useDeleteWindow, useEndWindow } from './queries';
import { spanText, weekdayOf } from './windowForm';

const look: Record<MaintenanceState, { tone: Tone; glyph: Glyph }> = {
  running: { tone: 'yellow', glyph: 'pause' },
  planned: { tone: 'blue', glyph: 'ring' },
  over: { tone: 'grey', glyph: 'check' },
};

export function useWindowColumns(): TableColumnsType<MaintenanceWindow> {
  const { t } = useWords();
  return [
    { title: t('maintenance.place'), render: (_, window) => <Place window={window} /> },
    { title: t('maintenance.reason'), dataIndex: 'reason' },
    { title: t('maintenance.when'), render: (_, window) => <When window={window} /> },
    {
      title: t('filters.state'),
      render: (_, { state, from, until }) => (
        <StatusTag {...look[state]}>
          <span>{state === 'running' ? t('maintenance.until') : t(`maintenanceState.${state}`)}</span>
          {state !== 'over' && <Moment at={state === 'running' ? until : from} show="short" />}
        </StatusTag>
      ),
    },
    { title: t('reports.setBy'), dataIndex: 'madeBy' },
    {
      title: <span className="visually-hidden">{t('table.actions')}</span>,
      align: 'right',
      render: (_, window) => <Actions window={window} />,
    },
  ];
}

function Place({ window: { placeName, regionId, schoolId, roomId } }: { window: MaintenanceWindow }) {
  const to = roomId ? `/rooms/${roomId}` : schoolId ? `/fleet/schools/${schoolId}` : `/fleet/regions/${regionId}`;
  return <Link to={to}>{placeName}</Link>;
}

function When({ window: { begins, ends, isWeekly, lastDay, timeZone } }: { window: MaintenanceWindow }) {
  const { t } = useWords();
  const elsewhere = timeZone !== Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <>
      <span className="number">{spanText(begins, ends)}</span>
      <div className={styles['soft']}>
        {isWeekly &&
          t(lastDay === null ? 'maintenance.everyWeek' : 'maintenance.everyWeekUntil', {
            day: t(`timetable.weekday.${weekdayOf(begins)}`),
            last: lastDay ?? '',
          })}
        {elsewhere && <div>{timeZone}</div>}
      </div>
    </>
  );
}

function Actions({ window: { id, state, isWeekly, regionId, schoolId, placeName } }: { window: MaintenanceWindow }) {
  const { t } = useWords();
  const has = useRights();
  const done = () => undefined;
  const [end, remove] = [useEndWindow(done), useDeleteWindow(done)];
  if (!has('set-up-devices', schoolId === null ? { regionId } : { regionId, schoolId })) return null;
  return (
    <Space>
      {state === 'running' && (
        <Button
          size="small"
          loading={end.isPending}
          aria-label={t('maintenance.endOf', { place: placeName })}
          onClick={() => end.mutate(id)}
        >
          {t('maintenance.end')}
        </Button>
      )}
      <Popconfirm
        title={t(isWeekly ? 'maintenance.deleteWeekly' : 'maintenance.deleteOne')}
        okText={t('form.delete')}
        cancelText={t('form.cancel')}
        onConfirm={() => remove.mutate(id)}
      >
        <Button
          size="small"
          danger
          loading={remove.isPending}
          aria-label={t('maintenance.deleteOf', { place: placeName })}
        >
          {t('form.delete')}
        </Button>
      </Popconfirm>
    </Space>
  );
}
