import { App, Button, Table } from 'antd';
import type { NoticeDelivery } from '../../api/types';
import { useWords, type WordKey } from '../../app/useWords';
import { Moment } from '../../components/Moment';
import { WideTable } from '../../components/WideTable';
import { StatusTag, type Glyph, type Tone } from '../../components/StatusTag';
import { useProblemText } from '../../components/useProblemText';
import { useReplayNotice } from './queries';
import styles from './Notices.module.css';

const looks: Record<NoticeDelivery['state'], [Tone, Glyph]> = {
  waiting: ['blue', 'ring'],
  sent: ['green', 'check'],
  failed: ['red', 'cross'],
};

interface DeliveryTableProps {
  page: { items: NoticeDelivery[]; total: number; page: number; pageSize: number };
  onPage: (page: number) => void;
  /** One's own: to whom is known, and nothing can be done about them. */
  own?: boolean;
}

/** Messages with what came of each, newest first. */
export function DeliveryTable({ page: { items, total, page, pageSize }, onPage, own = false }: DeliveryTableProps) {
  const { t } = useWords();
  return (
    <WideTable label={t('notices.message')}>
      <Table<NoticeDelivery>
        rowKey="id"
        dataSource={items}
        pagination={{
          current: page,
          total,
          pageSize,
          onChange: onPage,
          hideOnSinglePage: true,
          showSizeChanger: false,
        }}
        columns={[
          { title: t('notices.at'), render: (_, { createdAt }) => <Moment at={createdAt} show="short" /> },
          { title: t('notices.message'), render: (_, { title }) => <div className={styles['title']}>{title}</div> },
          {
            title: t('notices.to'),
            render: (_, { channelName, person, address }) => (
              <>
                {channelName}
                {!own && person !== null && <div>{person}</div>}
                {address !== '' && <div>{address}</div>}
              </>
            ),
          },
          { title: t('notices.state'), render: (_, delivery) => <DeliveryState delivery={delivery} /> },
          { title: t('notices.attempts'), dataIndex: 'attempts', align: 'right' as const },
          {
            title: t('notices.answer'),
            render: (_, { answer }) => <div className={styles['answer']}>{answer}</div>,
          },
          ...(own
            ? []
            : [
                {
                  title: t('table.actions'),
                  align: 'right' as const,
                  render: (_: unknown, { id, state }: NoticeDelivery) => state !== 'waiting' && <Replay id={id} />,
                },
              ]),
        ]}
      />
    </WideTable>
  );
}

function DeliveryState({ delivery: { state, errorCode, nextAt } }: { delivery: NoticeDelivery }) {
  const { t, has } = useWords();
  const [tone, glyph] = looks[state];
  const key = `noticeError.${errorCode}`;
  return (
    <>
      <StatusTag tone={tone} glyph={glyph}>
        {t(`noticeState.${state}`)}
      </StatusTag>
      {errorCode !== null && <div>{has(key) ? t(key as WordKey) : errorCode}</div>}
      {state === 'waiting' && errorCode !== null && nextAt !== null && (
        <div>
          {t('notices.nextAt')} <Moment at={nextAt} show="short" />
        </div>
      )}
    </>
  );
}

function Replay({ id }: { id: string }) {
  const { t } = useWords();
  const text = useProblemText();
  const { message } = App.useApp();
  const replay = useReplayNotice();
  return (
    <Button
      size="small"
      loading={replay.isPending}
      onClick={() => replay.mutate(id, { onError: (error) => void message.error(text(error)) })}
    >
      {t('notices.replay')}
    </Button>
  );
}
