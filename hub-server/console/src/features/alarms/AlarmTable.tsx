import { Button, Table, type TableColumnsType } from 'antd';
import type { SortOrder } from 'antd/es/table/interface';
import { useState } from 'react';
import { Link } from 'react-router';
import { useWords } from '../../app/useWords';
import type { Alarm, Page } from '../../api/types';
import { Moment } from '../../components/Moment';
import { useNow } from '../../components/useNow';
import { AlarmAside } from './AlarmAside';
import { AcknowledgeDialog } from './AlarmDialogs';
import { alarmsPerPage, type AlarmFilters, type AlarmSort } from './alarmFilters';
import { phaseOf } from './alarmLook';
import styles from './AlarmTable.module.css';
import { AlarmPhaseTag, SeverityGlyph } from './AlarmTags';
import { useAlarmWords } from './useAlarmWords';
import { useRights } from '../accounts/useRights';

interface AlarmTableProps {
  page: Page<Alarm>;
  filters: AlarmFilters;
  onChange: (change: Partial<AlarmFilters>) => void;
  loading: boolean;
}

export function AlarmTable({ page, filters, onChange, loading }: AlarmTableProps) {
  const [acknowledging, setAcknowledging] = useState<Alarm>();
  const columns = useColumns(filters.sort, (alarm) => onChange({ alarm: alarm.id }), setAcknowledging);
  return (
    <>
      <Table<Alarm>
        rowKey="id"
        dataSource={page.items}
        columns={columns}
        loading={loading}
        sortDirections={['descend', 'ascend', 'descend']}
        pagination={{
          current: filters.page,
          total: page.total,
          pageSize: alarmsPerPage,
          showSizeChanger: false,
          hideOnSinglePage: true,
        }}
        onChange={(paging, _, sorter, { action }) => {
          if (action === 'paginate') onChange({ page: paging.current ?? 1 });
          if (action === 'sort' && !Array.isArray(sorter) && sorter.columnKey !== undefined)
            onChange({ sort: `${sorter.order === 'ascend' ? '' : '-'}${String(sorter.columnKey)}` as AlarmSort });
        }}
      />
      {acknowledging !== undefined && (
        <AcknowledgeDialog alarm={acknowledging} onClose={() => setAcknowledging(undefined)} />
      )}
    </>
  );
}

function useColumns(
  sort: AlarmSort,
  open: (alarm: Alarm) => void,
  acknowledge: (alarm: Alarm) => void,
): TableColumnsType<Alarm> {
  const { t } = useWords();
  const has = useRights();
  const words = useAlarmWords();
  const sorted = (key: string): { key: string; sorter: true; sortOrder: SortOrder } => ({
    key,
    sorter: true,
    sortOrder: sort === key ? 'ascend' : sort === `-${key}` ? 'descend' : null,
  });
  return [
    {
      ...sorted('severity'),
      title: t('alarms.what'),
      render: (_, alarm) => (
        <div className={styles['what']}>
          <SeverityGlyph alarm={alarm} />
          <div>
            <Button type="link" className={styles['title'] ?? ''} onClick={() => open(alarm)}>
              {words.title(alarm)}
            </Button>
            <AlarmAside alarm={alarm} />
            <div className={`${styles['soft']} ${styles['narrow']}`}>
              {alarm.schoolName} {alarm.roomName} · <Moment at={alarm.raisedAt} />
            </div>
          </div>
        </div>
      ),
    },
    {
      ...sorted('roomName'),
      title: t('fleet.room'),
      width: 220,
      responsive: ['md'],
      render: (_, { roomId, roomName, schoolName }) => (
        <>
          <Link to={`/rooms/${roomId}`}>{roomName}</Link>
          <div className={styles['soft']}>{schoolName}</div>
        </>
      ),
    },
    {
      title: t('filters.state'),
      className: styles['state'] ?? '',
      render: (_, alarm) => (
        <>
          <AlarmPhaseTag alarm={alarm} />
          <PhaseNote alarm={alarm} />
        </>
      ),
    },
    {
      ...sorted('raisedAt'),
      title: t('alarms.since'),
      width: 150,
      responsive: ['md'],
      render: (_, { raisedAt }) => (
        <>
          <Moment at={raisedAt} show="short" />
          <div className={styles['soft']}>
            <Moment at={raisedAt} />
          </div>
        </>
      ),
    },
    {
      title: <span className="visually-hidden">{t('table.actions')}</span>,
      align: 'right',
      width: 88,
      responsive: ['md'],
      render: (_, alarm) =>
        alarm.state === 'raised' &&
        alarm.causeId === null &&
        has('handle-alarms', alarm) && (
          <Button
            size="small"
            aria-label={t('alarms.acknowledgeOf', { title: words.title(alarm), room: alarm.roomName })}
            onClick={() => acknowledge(alarm)}
          >
            {t('alarms.acknowledge')}
          </Button>
        ),
    },
  ];
}

/** Who sees to it, until when nobody is called, when it ended. */
function PhaseNote({ alarm }: { alarm: Alarm }) {
  const { t } = useWords();
  const suppressed = phaseOf(alarm, useNow(10_000)) === 'suppressed';
  if (alarm.state === 'cleared' && alarm.clearedAt !== null)
    return (
      <div className={styles['soft']}>
        <Moment at={alarm.clearedAt} show="short" />
      </div>
    );
  if (alarm.state === 'acknowledged')
    return (
      <div className={styles['soft']}>{[alarm.acknowledgedBy, alarm.note].filter((text) => text).join(' · ')}</div>
    );
  if (suppressed && alarm.suppressedUntil !== null)
    return (
      <div className={styles['soft']}>
        {t('alarms.until')} <Moment at={alarm.suppressedUntil} show="short" />
      </div>
    );
  return null;
}
