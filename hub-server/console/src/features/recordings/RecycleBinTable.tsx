import { DeleteOutlined, UndoOutlined } from '@ant-design/icons';
import { byteSize } from '@tongtang/web';
import { Button, Space, Table, type TableColumnsType } from 'antd';
import { Link } from 'react-router';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import type { RecordingItem, RecordingList } from '../../api/types';
import { Moment } from '../../components/Moment';
import { recordingsPerPage, type RecordingFilters } from './recordingFilters';
import styles from './RecordingTable.module.css';
import { useBinActions } from './useBinActions';

interface RecycleBinTableProps {
  page: RecordingList;
  filters: RecordingFilters;
  onChange: (change: Partial<RecordingFilters>) => void;
  loading: boolean;
}

export function RecycleBinTable({ page, filters, onChange, loading }: RecycleBinTableProps) {
  return (
    <Table<RecordingItem>
      rowKey="id"
      dataSource={page.items}
      columns={useColumns()}
      loading={loading}
      scroll={{ x: 900 }}
      pagination={{
        current: filters.page,
        total: page.total,
        pageSize: recordingsPerPage,
        showSizeChanger: false,
        hideOnSinglePage: true,
        onChange: (number) => onChange({ page: number }),
      }}
    />
  );
}

function useColumns(): TableColumnsType<RecordingItem> {
  const { t } = useWords();
  const { language } = usePreferences();
  const { restore, discard } = useBinActions();
  return [
    {
      title: t('recordings.lesson'),
      render: (_, { id, title, teacher, subject }) => (
        <>
          <Link className={styles['title'] ?? ''} to={`/recordings/${id}`}>
            {title === '' ? t('recordings.untitled') : title}
          </Link>
          <div className={styles['soft']}>{[teacher, subject].filter((word) => word !== '').join(' · ')}</div>
        </>
      ),
    },
    {
      title: t('fleet.room'),
      render: (_, { roomId, roomName, schoolName }) => (
        <>
          <Link to={`/rooms/${roomId}`}>{roomName}</Link>
          <div className={styles['soft']}>{schoolName}</div>
        </>
      ),
    },
    {
      title: t('recordings.started'),
      width: 150,
      render: (_, { startedAt }) => <Moment at={startedAt} show="short" />,
    },
    {
      title: t('recordings.size'),
      align: 'right',
      width: 104,
      render: (_, { bytes }) => <span className="number">{byteSize(bytes, language)}</span>,
    },
    {
      title: t('recycleBin.deleted'),
      width: 160,
      render: (_, { bin }) =>
        bin && (
          <>
            <Moment at={bin.deletedAt} show="short" />
            <div className={styles['soft']}>{bin.deletedBy === '' ? t('recycleBin.over') : bin.deletedBy}</div>
          </>
        ),
    },
    {
      title: t('recycleBin.goes'),
      width: 140,
      render: (_, { bin }) => bin && <Moment at={bin.goesAt} />,
    },
    {
      title: <span className="visually-hidden">{t('table.actions')}</span>,
      align: 'right',
      width: 150,
      render: (_, recording) => (
        <Space size={4}>
          <Button
            size="small"
            icon={<UndoOutlined aria-hidden />}
            aria-label={t('recycleBin.restoreOf', { title: recording.title })}
            onClick={() => void restore(recording)}
          >
            {t('recycleBin.restore')}
          </Button>
          <Button
            type="text"
            size="small"
            danger
            icon={<DeleteOutlined aria-hidden />}
            aria-label={t('recycleBin.discardOf', { title: recording.title })}
            onClick={() => discard(recording)}
          />
        </Space>
      ),
    },
  ];
}
