import { App, Button, Space, Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { useWords } from '../../app/useWords';
import type { ApprovalRequest, Page } from '../../api/types';
import { Moment } from '../../components/Moment';
import { useProblemText } from '../../components/useProblemText';
import { requestsPerPage, useAcceptRequest } from './approvalQueries';
import styles from './RecordingTable.module.css';
import { ReturnDialog } from './ReturnDialog';

interface ApprovalTableProps {
  found: Page<ApprovalRequest>;
  page: number;
  onPage: (page: number) => void;
}

export function ApprovalTable({ found, page, onPage }: ApprovalTableProps) {
  const [returning, setReturning] = useState<ApprovalRequest>();
  const columns = useColumns(setReturning);
  return (
    <>
      <Table<ApprovalRequest>
        rowKey="id"
        dataSource={found.items}
        columns={columns}
        scroll={{ x: 900 }}
        pagination={{
          current: page,
          total: found.total,
          pageSize: requestsPerPage,
          showSizeChanger: false,
          hideOnSinglePage: true,
          onChange: onPage,
        }}
      />
      {returning !== undefined && <ReturnDialog request={returning} onClose={() => setReturning(undefined)} />}
    </>
  );
}

function useColumns(onReturn: (request: ApprovalRequest) => void): TableColumnsType<ApprovalRequest> {
  const { t } = useWords();
  const text = useProblemText();
  const { message } = App.useApp();
  const accept = useAcceptRequest();
  const named = (title: string) => (title === '' ? t('recordings.untitled') : title);
  return [
    {
      title: t('recordings.lesson'),
      render: (_, { recordingId, title, teacher }) => (
        <>
          <Link className={styles['title'] ?? ''} to={`/recordings/${recordingId}`}>
            {named(title)}
          </Link>
          <div className={styles['soft']}>{teacher}</div>
        </>
      ),
    },
    {
      title: t('fleet.room'),
      render: (_, { roomName, schoolName }) => (
        <>
          {roomName}
          <div className={styles['soft']}>{schoolName}</div>
        </>
      ),
    },
    { title: t('visibility.who'), width: 130, render: (_, { visibility }) => t(`visibility.${visibility}`) },
    {
      title: t('approval.askedBy'),
      render: (_, { askedBy, askedAt, note }) => (
        <>
          {askedBy} · <Moment at={askedAt} />
          <div className={styles['soft']}>{note}</div>
        </>
      ),
    },
    {
      title: t('approval.decision'),
      width: 220,
      render: (_, request) =>
        request.state === 'waiting' ? (
          <Space size={6}>
            <Button
              type="primary"
              size="small"
              aria-label={t('approval.acceptOf', { title: named(request.title) })}
              onClick={() => accept.mutate(request.id, { onError: (error) => void message.error(text(error), 6) })}
            >
              {t('approval.accept')}
            </Button>
            <Button
              size="small"
              aria-label={t('approval.returnOf', { title: named(request.title) })}
              onClick={() => onReturn(request)}
            >
              {t('approval.return')}
            </Button>
          </Space>
        ) : (
          <>
            {request.decidedBy}
            {request.decidedAt && (
              <>
                {' · '}
                <Moment at={request.decidedAt} />
              </>
            )}
            <div className={styles['soft']}>{request.word}</div>
          </>
        ),
    },
  ];
}
