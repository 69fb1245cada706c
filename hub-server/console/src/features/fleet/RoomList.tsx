import { Button, Input, Table } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../../app/useWords';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { Room } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { formatNumber } from '../../components/format';
import { NamedSelect } from '../../components/NamedSelect';
import { withFilter, withPage } from '../../components/paging';
import { QueryView } from '../../components/QueryView';
import { useRooms } from './queries';
import styles from './RoomList.module.css';
import { RoomStatusTag } from './RoomStatusTag';
import { TagFilter } from './TagFilter';
import { TagList } from './TagList';
import { roomFilterOf, roomFilters, roomQueryOf, roomsPerPage } from './roomFilters';

interface RoomListProps {
  /** Only this school's. */
  school?: string;
  /** What an empty list offers. */
  create?: ReactNode;
}

export function RoomList({ school, create }: RoomListProps) {
  const { t } = useWords();
  const { language } = usePreferences();
  const [search, setSearch] = useSearchParams();
  const query = roomQueryOf(search, school);
  const rooms = useRooms(query);
  const filtered = search.has('q') || search.has('state') || search.has('tag');
  return (
    <Card
      flush
      title={
        rooms.data
          ? t('fleet.roomsFound', { count: rooms.data.total, shown: formatNumber(language, rooms.data.total) })
          : t('fleet.rooms')
      }
      extra={<Filters search={search} onChange={setSearch} />}
    >
      <QueryView query={rooms}>
        {({ items, total }) =>
          total > 0 ? (
            <RoomTable
              rooms={items}
              withSchool={school === undefined}
              loading={rooms.isPlaceholderData}
              paging={{ current: query.page, total, onChange: (next) => setSearch(withPage(search, next)) }}
            />
          ) : filtered ? (
            <EmptyState
              title={t('fleet.noRoomMatches')}
              action={<Button onClick={() => setSearch({})}>{t('filters.clear')}</Button>}
            />
          ) : (
            <EmptyState title={t('fleet.noRoom')} text={t('fleet.noRoomText')} action={create} />
          )
        }
      </QueryView>
    </Card>
  );
}

function Filters({ search, onChange }: { search: URLSearchParams; onChange: (next: URLSearchParams) => void }) {
  const { t } = useWords();
  return (
    <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
      <NamedSelect
        style={{ width: 200 }}
        label={t('filters.state')}
        value={roomFilterOf(search) ?? ''}
        onChange={(state) => onChange(withFilter(search, 'state', state))}
        options={[
          { value: '', label: t('filters.everyState') },
          ...Object.keys(roomFilters).map((value) => ({
            value,
            label: t(`roomStatus.${value as keyof typeof roomFilters}`),
          })),
        ]}
      />
      <TagFilter search={search} onChange={onChange} />
      <Input.Search
        allowClear
        style={{ width: 240 }}
        placeholder={t('fleet.searchRooms')}
        aria-label={t('fleet.searchRooms')}
        defaultValue={search.get('q') ?? ''}
        onSearch={(q) => onChange(withFilter(search, 'q', q.trim()))}
      />
    </div>
  );
}

interface RoomTableProps {
  rooms: Room[];
  withSchool: boolean;
  loading: boolean;
  paging: { current: number; total: number; onChange: (page: number) => void };
}

function RoomTable({ rooms, withSchool, loading, paging }: RoomTableProps) {
  const { t } = useWords();
  const { language } = usePreferences();
  const navigate = useNavigate();
  const hours = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  return (
    <Table<Room>
      rowKey="id"
      dataSource={rooms}
      loading={loading}
      scroll={{ x: 940 }}
      pagination={{ ...paging, pageSize: roomsPerPage, hideOnSinglePage: true, showSizeChanger: false }}
      rowClassName={({ presence }) => (presence === 'online' ? '' : (styles['stale'] ?? ''))}
      onRow={(room) => ({ onClick: () => void navigate(`/rooms/${room.id}`), style: { cursor: 'pointer' } })}
      columns={[
        { title: t('fleet.room'), render: (_, room) => <RoomName room={room} /> },
        ...(withSchool
          ? [{ title: t('fleet.school'), render: (_: unknown, room: Room) => <Where room={room} /> }]
          : []),
        { title: t('fleet.state'), width: 230, render: (_, room) => <RoomStatusTag room={room} /> },
        { title: t('room.lesson'), ellipsis: true, render: (_, { state }) => state?.title ?? '' },
        {
          title: t('room.hoursLeft'),
          align: 'right',
          width: 150,
          render: (_, { state }) =>
            state === null || state.storage.hoursLeft === null ? (
              '–'
            ) : (
              <span className="number">{t('room.hours', { hours: hours.format(state.storage.hoursLeft) })}</span>
            ),
        },
        {
          title: t('room.queue'),
          align: 'right',
          width: 110,
          render: (_, { state }) => (
            <span className="number">
              {state === null ? '–' : formatNumber(language, state.upload.pendingSegments)}
            </span>
          ),
        },
      ]}
    />
  );
}

function RoomName({ room }: { room: Room }) {
  return (
    <>
      <Link to={`/rooms/${room.id}`}>{room.name}</Link>
      <TagList tags={room.tags} />
    </>
  );
}

function Where({ room }: { room: Room }) {
  return (
    <>
      <Link to={`/fleet/schools/${room.schoolId}`} onClick={(event) => event.stopPropagation()}>
        {room.schoolName}
      </Link>
      <div className={styles['soft']}>{room.regionName}</div>
    </>
  );
}
