import { DeleteOutlined } from '@ant-design/icons';
import { byteSize } from '@tongtang/web';
import { Button, Progress, Table, type TableColumnsType } from 'antd';
import type { SortOrder } from 'antd/es/table/interface';
import { Link } from 'react-router';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import type { RecordingItem, RecordingList } from '../../api/types';
import { Moment } from '../../components/Moment';
import { WideTable } from '../../components/WideTable';
import { recordingsPerPage, type RecordingFilters, type RecordingSort } from './recordingFilters';
import { uploadShare } from './recordingLook';
import { RecordingStateTag } from './RecordingStateTag';
import { RunningLength } from './RunningLength';
import styles from './RecordingTable.module.css';
import { useConfirmDelete } from './useConfirmDelete';
import { VisibilityTags } from './VisibilityTags';
import { Allowed } from '../accounts/Allowed';

interface RecordingTableProps {
  page: RecordingList;
  filters: RecordingFilters;
  onChange: (change: Partial<RecordingFilters>) => void;
  loading: boolean;
  chosen: string[];
  onChoose: (ids: string[]) => void;
}

export function RecordingTable({ page, filters, onChange, loading, chosen, onChoose }: RecordingTableProps) {
  const { t } = useWords();
  const columns = useColumns(filters.sort, onChange);
  return (
    <WideTable label={t('recordings.title')}>
      <Table<RecordingItem>
        rowKey="id"
        dataSource={page.items}
        columns={columns}
        loading={loading}
        rowSelection={{
          selectedRowKeys: chosen,
          preserveSelectedRowKeys: true,
          onChange: (keys) => onChoose(keys.map(String)),
          columnTitle: (box) => box,
          getCheckboxProps: ({ title }) => ({ 'aria-label': t('collections.choose', { title }) }),
          getTitleCheckboxProps: () => ({ 'aria-label': t('collections.chooseAll') }),
        }}
        sortDirections={['descend', 'ascend', 'descend']}
        pagination={{
          current: filters.page,
          total: page.total,
          pageSize: recordingsPerPage,
          showSizeChanger: false,
          hideOnSinglePage: true,
        }}
        onChange={(paging, _, sorter, { action }) => {
          if (action === 'paginate') onChange({ page: paging.current ?? 1 });
          if (action === 'sort' && !Array.isArray(sorter) && sorter.columnKey !== undefined)
            onChange({ sort: `${sorter.order === 'ascend' ? '' : '-'}${String(sorter.columnKey)}` as RecordingSort });
        }}
      />
    </WideTable>
  );
}

function useColumns(
  sort: RecordingSort,
  onChange: (change: Partial<RecordingFilters>) => void,
): TableColumnsType<RecordingItem> {
  const { t } = useWords();
  const { language } = usePreferences();
  const confirmDelete = useConfirmDelete();
  const sorted = (key: string): { key: string; sorter: true; sortOrder: SortOrder } => ({
    key,
    sorter: true,
    sortOrder: sort === key ? 'ascend' : sort === `-${key}` ? 'descend' : null,
  });
  return [
    {
      ...sorted('title'),
      title: t('recordings.lesson'),
      render: (_, recording) => (
        <>
          <Link className={styles['title'] ?? ''} to={`/recordings/${recording.id}`}>
            {recording.title === '' ? t('recordings.untitled') : recording.title}
          </Link>
          <div className={styles['soft']}>
            {(['teacher', 'subject'] as const).map((field) => {
              const name = recording[field] ?? '';
              return (
                name !== '' && (
                  <Button
                    key={field}
                    type="link"
                    size="small"
                    className={styles['narrow'] ?? ''}
                    aria-label={t('recordings.onlyOf', { field: t(`recordings.${field}`), name })}
                    onClick={() => onChange({ [field]: name })}
                  >
                    {name}
                  </Button>
                )
              );
            })}
            {recording.className}
          </div>
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
      title: t('filters.state'),
      width: 170,
      render: (_, recording) => (
        <>
          <RecordingStateTag recording={recording} />
          <VisibilityTags recording={recording} />
          <UploadBar recording={recording} />
        </>
      ),
    },
    {
      ...sorted('startedAt'),
      title: t('recordings.started'),
      width: 168,
      render: (_, { startedAt }) => (
        <>
          <Moment at={startedAt} show="short" />
          <div className={styles['soft']}>
            <Moment at={startedAt} />
          </div>
        </>
      ),
    },
    {
      ...sorted('durationSeconds'),
      title: t('recordings.length'),
      align: 'right',
      width: 106,
      render: (_, recording) => <RunningLength recording={recording} />,
    },
    {
      ...sorted('bytes'),
      title: t('recordings.size'),
      align: 'right',
      width: 104,
      render: (_, { bytes }) => <span className="number">{byteSize(bytes, language)}</span>,
    },
    {
      title: <span className="visually-hidden">{t('table.actions')}</span>,
      align: 'right',
      width: 56,
      render: (_, recording) => (
        <Allowed right="manage-recordings">
          <Button
            type="text"
            size="small"
            icon={<DeleteOutlined aria-hidden />}
            disabled={recording.state === 'recording'}
            aria-label={t('recordings.deleteOf', { title: recording.title })}
            onClick={() => confirmDelete(recording)}
          />
        </Allowed>
      ),
    },
  ];
}

function UploadBar({ recording }: { recording: RecordingItem }) {
  const { t } = useWords();
  const share = uploadShare(recording.progress);
  if (share === undefined || (recording.state !== 'uploading' && recording.state !== 'interrupted')) return null;
  return (
    <Progress
      size="small"
      showInfo={false}
      percent={Math.floor(share * 100)}
      status="normal"
      strokeColor={recording.state === 'interrupted' ? '#d46b08' : '#0958d9'}
      aria-label={t('recordings.progress', {
        stored: recording.progress.stored,
        expected: recording.progress.expected,
      })}
    />
  );
}
