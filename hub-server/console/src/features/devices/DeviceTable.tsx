import { Table, type TableColumnsType } from 'antd';
import type { SortOrder } from 'antd/es/table/interface';
import { Link } from 'react-router';
import type { DeviceItem, Page } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { formatNumber } from '../../components/format';
import { Moment } from '../../components/Moment';
import { DeviceStateTag } from './DeviceStateTag';
import { devicesPerPage, type DeviceFilters, type DeviceSort } from './deviceFilters';
import styles from './SceneButtons.module.css';
import { useNames } from './useNames';

interface DeviceTableProps {
  page: Page<DeviceItem>;
  filters: DeviceFilters;
  onChange: (change: Partial<DeviceFilters>) => void;
  loading: boolean;
  chosen: readonly string[];
  onChoose: (keys: string[]) => void;
}

/** Names a device among all: its room and its id. */
export function keyOf({ roomId, id }: DeviceItem): string {
  return `${roomId}/${id}`;
}

export function DeviceTable({ page, filters, onChange, loading, chosen, onChoose }: DeviceTableProps) {
  const { t } = useWords();
  const columns = useColumns(filters.sort);
  return (
    <Table<DeviceItem>
      rowKey={keyOf}
      dataSource={page.items}
      columns={columns}
      loading={loading}
      sortDirections={['ascend', 'descend', 'ascend']}
      rowSelection={{
        selectedRowKeys: [...chosen],
        preserveSelectedRowKeys: true,
        onChange: (keys) => onChoose(keys.map(String)),
        getCheckboxProps: (item) => ({ 'aria-label': `${item.roomName} ${item.name}` }),
        columnTitle: (box) => <span aria-label={t('devices.device')}>{box}</span>,
      }}
      pagination={{
        current: filters.page,
        total: page.total,
        pageSize: devicesPerPage,
        showSizeChanger: false,
        hideOnSinglePage: true,
      }}
      onChange={(paging, _, sorter, { action }) => {
        if (action === 'paginate') onChange({ page: paging.current ?? 1 });
        if (action === 'sort' && !Array.isArray(sorter) && sorter.columnKey !== undefined)
          onChange({ sort: `${sorter.order === 'descend' ? '-' : ''}${String(sorter.columnKey)}` as DeviceSort });
      }}
    />
  );
}

function useColumns(sort: DeviceSort): TableColumnsType<DeviceItem> {
  const { t } = useWords();
  const { language } = usePreferences();
  const names = useNames();
  const sorted = (key: string): { key: string; sorter: true; sortOrder: SortOrder } => ({
    key,
    sorter: true,
    sortOrder: sort === key ? 'ascend' : sort === `-${key}` ? 'descend' : null,
  });
  return [
    {
      ...sorted('name'),
      title: t('devices.device'),
      render: (_, { name, roomId }) => <Link to={`/rooms/${roomId}/devices`}>{name}</Link>,
    },
    {
      ...sorted('schoolName'),
      title: t('fleet.room'),
      render: (_, { roomId, roomName, schoolName }) => (
        <>
          <Link to={`/rooms/${roomId}`}>{roomName}</Link>
          <div className={styles['soft']}>{schoolName}</div>
        </>
      ),
    },
    {
      ...sorted('state'),
      title: t('filters.state'),
      render: (_, { state, since, problem }) => (
        <>
          <DeviceStateTag state={state} />
          {problem !== null && <div className={styles['soft']}>{names.problem(problem)}</div>}
          {since !== null && state !== 'online' && state !== 'stale' && (
            <div className={styles['soft']}>
              <Moment at={since} />
            </div>
          )}
        </>
      ),
    },
    {
      ...sorted('driver'),
      title: t('devices.driver'),
      responsive: ['md'],
      render: (_, { driver, driverNames }) => names.of(driverNames, driver),
    },
    {
      ...sorted('model'),
      title: t('devices.model'),
      responsive: ['md'],
      render: (_, { manufacturer, model }) => [manufacturer, model].filter(Boolean).join(' '),
    },
    { ...sorted('firmware'), title: t('devices.firmware'), responsive: ['lg'], render: (_, { firmware }) => firmware },
    {
      ...sorted('hours'),
      title: t('devices.hours'),
      align: 'right',
      responsive: ['md'],
      render: (_, { hours }) => (
        <span className="number">{hours === null ? '–' : formatNumber(language, Math.round(hours))}</span>
      ),
    },
  ];
}
