import { App, Button, Modal, Table } from 'antd';
import type { OwnSession } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Moment } from '../../components/Moment';
import { QueryView } from '../../components/QueryView';
import { useProblemText } from '../../components/useProblemText';
import { browserName } from './browserName';
import { useEndOwnSession, useOwnSessions } from './queries';

/** Where I am signed in, and signing out elsewhere. */
export function OwnSessionsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const text = useProblemText();
  const { message } = App.useApp();
  const sessions = useOwnSessions();
  const end = useEndOwnSession();
  return (
    <Modal open title={t('sessions.title')} footer={null} onCancel={onClose} width={680}>
      <p>{t('sessions.text')}</p>
      <QueryView query={sessions}>
        {(items) => (
          <Table<OwnSession>
            rowKey="id"
            size="small"
            dataSource={items}
            pagination={false}
            scroll={{ x: 520 }}
            columns={[
              {
                title: t('sessions.browser'),
                render: (_, { browser }) => browserName(browser) ?? t('sessions.unknown'),
              },
              { title: t('sessions.address'), dataIndex: 'address' },
              { title: t('sessions.lastUsed'), render: (_, { lastUsedAt }) => <Moment at={lastUsedAt} /> },
              {
                title: t('table.actions'),
                align: 'right',
                render: (_, session) =>
                  session.here ? (
                    t('sessions.here')
                  ) : (
                    <Button
                      size="small"
                      danger
                      loading={end.isPending && end.variables === session.id}
                      onClick={() => end.mutate(session.id, { onError: (error) => void message.error(text(error)) })}
                    >
                      {t('sessions.end')}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </QueryView>
    </Modal>
  );
}
