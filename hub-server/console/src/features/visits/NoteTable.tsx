import { DeleteOutlined } from '@ant-design/icons';
import { clockTime } from '@tongtang/web';
import { App, Button, Table, type TableColumnsType } from 'antd';
import { Link } from 'react-router';
import type { Page, VisitNote } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Moment } from '../../components/Moment';
import { useProblemText } from '../../components/useProblemText';
import { useDeleteNote } from './queries';
import styles from './Visits.module.css';

interface NoteTableProps {
  page: Page<VisitNote>;
  /** The page is about one room: it is not said again. */
  ofRoom?: boolean;
  loading: boolean;
  /** Undefined: these are the first few. */
  onPage?: (page: number) => void;
}

/** Notes with their pictures; a recorded lesson is played from that second. */
export function NoteTable({ page, ofRoom = false, loading, onPage }: NoteTableProps) {
  const columns = useColumns(ofRoom);
  return (
    <Table<VisitNote>
      rowKey="id"
      dataSource={page.items}
      columns={columns}
      loading={loading}
      scroll={{ x: 760 }}
      pagination={{
        current: page.page,
        total: page.total,
        pageSize: page.pageSize,
        showSizeChanger: false,
        hideOnSinglePage: true,
        ...(onPage === undefined ? {} : { onChange: onPage }),
      }}
    />
  );
}

function useColumns(ofRoom: boolean): TableColumnsType<VisitNote> {
  const { t } = useWords();
  const confirmDelete = useConfirmDeleteNote();
  const room: TableColumnsType<VisitNote> = [
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
  return [
    {
      title: t('visits.picture'),
      width: 184,
      render: (_, { id, source }) =>
        source !== null && (
          <a href={`/api/v1/visit-notes/${id}/picture`} target="_blank" rel="noreferrer" aria-label={t('visits.open')}>
            <img className={styles['small']} src={`/api/v1/visit-notes/${id}/picture`} alt="" loading="lazy" />
          </a>
        ),
    },
    {
      title: t('visits.text'),
      render: (_, { text }) => (
        <p className={styles['written']}>{text === '' ? <span className={styles['soft']}>–</span> : text}</p>
      ),
    },
    ...(ofRoom ? [] : room),
    {
      title: t('visits.lesson'),
      render: (_, { title, teacher, recordingId, atSeconds }) => (
        <>
          {recordingId === null ? (
            title
          ) : (
            <Link to={`/recordings/${recordingId}?t=${Math.floor(atSeconds ?? 0)}`}>
              {title === '' ? t('recordings.untitled') : title} {clockTime(atSeconds ?? 0)}
            </Link>
          )}
          <div className={styles['soft']}>{teacher}</div>
        </>
      ),
    },
    {
      title: t('visits.author'),
      width: 150,
      render: (_, { author, at }) => (
        <>
          {author}
          <div className={styles['soft']}>
            <Moment at={at} show="short" />
          </div>
        </>
      ),
    },
    {
      title: <span className="visually-hidden">{t('table.actions')}</span>,
      align: 'right',
      width: 56,
      render: (_, note) =>
        note.mine && (
          <Button
            type="text"
            size="small"
            icon={<DeleteOutlined aria-hidden />}
            aria-label={t('visits.deleteOf', { room: note.roomName })}
            onClick={() => confirmDelete(note)}
          />
        ),
    },
  ];
}

function useConfirmDeleteNote(): (note: VisitNote) => void {
  const { t } = useWords();
  const text = useProblemText();
  const { modal, message } = App.useApp();
  const remove = useDeleteNote();
  return (note) =>
    void modal.confirm({
      title: t('visits.deleteTitle'),
      content: t('visits.deleteText'),
      okText: t('form.delete'),
      cancelText: t('form.cancel'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync(note.id).catch((error: unknown) => void message.error(text(error), 6)),
    });
}
