import { App, Button, Table } from 'antd';
import { useState } from 'react';
import type { Swap } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { Moment } from '../../components/Moment';
import { QueryView } from '../../components/QueryView';
import { useProblemText } from '../../components/useProblemText';
import { useRevokeSwap, useSwaps } from './queries';

const pageSize = 50;

/** A school's swaps, newest first, those taken back too. */
export function SwapHistory({ school }: { school: string }) {
  const { t } = useWords();
  const [page, setPage] = useState(1);
  const swaps = useSwaps(school, page, pageSize);
  return (
    <Card flush>
      <QueryView query={swaps}>
        {({ items, total }) =>
          total === 0 ? (
            <EmptyState title={t('timetable.noSwaps')} text={t('timetable.noSwapsText')} />
          ) : (
            <Table<Swap>
              rowKey="id"
              dataSource={items}
              scroll={{ x: 'max-content' }}
              pagination={{ current: page, total, pageSize, onChange: setPage, hideOnSinglePage: true }}
              columns={[
                { title: t('timetable.when'), render: (_, swap) => <Moment at={swap.createdAt} show="short" /> },
                { title: t('timetable.swapKind'), render: (_, swap) => t(`timetable.kind.${swap.kind}`) },
                { title: t('timetable.lessons'), render: (_, swap) => <Changes swap={swap} /> },
                { title: t('timetable.reason'), dataIndex: 'reason' },
                { title: t('timetable.by'), dataIndex: 'createdBy' },
                { title: t('table.actions'), align: 'right', render: (_, swap) => <Revoke swap={swap} /> },
              ]}
            />
          )
        }
      </QueryView>
    </Card>
  );
}

function Changes({ swap }: { swap: Swap }) {
  const { t } = useWords();
  return swap.changes.map((change) => (
    <div key={`${change.lessonId} ${change.date}`}>
      {change.subject} {change.className} {change.teacher} · {change.roomName} · {change.date}{' '}
      {t('timetable.periodNumber', { number: change.period })} →{' '}
      {change.toDate === null
        ? t('timetable.notTaught')
        : `${change.toDate} ${t('timetable.periodNumber', { number: change.toPeriod ?? change.period })} ${change.toRoomName ?? ''} ${change.toTeacher ?? ''}`}
    </div>
  ));
}

function Revoke({ swap }: { swap: Swap }) {
  const { t } = useWords();
  const text = useProblemText();
  const { message } = App.useApp();
  const revoke = useRevokeSwap();
  if (swap.revokedAt !== null) return t('timetable.revokedBy', { name: swap.revokedBy ?? '' });
  return (
    <Button
      size="small"
      loading={revoke.isPending}
      onClick={() => revoke.mutate(swap.id, { onError: (error) => void message.error(text(error)) })}
    >
      {t('timetable.revoke')}
    </Button>
  );
}
