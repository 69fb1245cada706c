import { clockTime } from '@tongtang/web';
import { Table, type TableColumnsType } from 'antd';
import { Link } from 'react-router';
import type { Page, WatchItem } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Moment } from '../../components/Moment';
import styles from './Visits.module.css';

interface WatchTableProps {
  page: Page<WatchItem>;
  ofRoom?: boolean;
  loading: boolean;
  /** Undefined: these are the first few. */
  onPage?: (page: number) => void;
}

/** Who looked into which room, and for how long. */
export function WatchTable({ page, ofRoom = false, loading, onPage }: WatchTableProps) {
  const { t } = useWords();
  const room: TableColumnsType<WatchItem> = [
    {
      title: t('fleet.room'),
      render: (_, { roomId, roomName, schoolName }) => (
        <>
          <Link to={`/rooms/${roomId}`}>{roomName}</Link>
          <div className={styles['soft']}>{schoolName}</div>
        </>
      ),
    },
  ];
  return (
    // What scrolls sideways and holds nothing to press must itself be reached by keyboard (WCAG 2.1.1).
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div tabIndex={0} role="region" aria-label={t('visits.watches')}>
      <Table<WatchItem>
        rowKey="id"
        dataSource={page.items}
        loading={loading}
        pagination={{
          current: page.page,
          total: page.total,
          pageSize: page.pageSize,
          showSizeChanger: false,
          hideOnSinglePage: true,
          ...(onPage === undefined ? {} : { onChange: onPage }),
        }}
        columns={[
          { title: t('visits.watcher'), render: (_, watch) => <WatcherName watch={watch} /> },
          ...(ofRoom ? [] : room),
          { title: t('visits.began'), render: (_, { beganAt }) => <Moment at={beganAt} show="short" /> },
          {
            title: t('visits.length'),
            align: 'right',
            render: (_, { beganAt, seenAt, endedAt }) => (
              <span className="number">
                {endedAt === null && `${t('visits.goesOn')} · `}
                {clockTime((Date.parse(endedAt ?? seenAt) - Date.parse(beganAt)) / 1_000)}
              </span>
            ),
          },
        ]}
      />
    </div>
  );
}

function WatcherName({ watch }: { watch: WatchItem }) {
  const { t } = useWords();
  if (watch.kind === 'link') return t('visits.byLink', { maker: watch.watcher, viewers: watch.viewers });
  return watch.kind === 'program' ? t('visits.program', { name: watch.watcher }) : watch.watcher;
}
