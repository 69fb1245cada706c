import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Space, Table } from 'antd';
import { useState } from 'react';
import type { Pairing } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { Moment } from '../../components/Moment';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { useProblemText } from '../../components/useProblemText';
import { PairingDialog } from './PairingDialog';
import { useDeletePairing, usePairings } from './queries';
import { Allowed } from '../accounts/Allowed';

const pageSize = 50;

/** Rooms that are taught together. */
export function PairingsPage() {
  const { t } = useWords();
  const [page, setPage] = useState(1);
  const [edited, setEdited] = useState<Pairing | 'new'>();
  const pairings = usePairings(page);
  const create = (
    <Allowed right="run-linked-lessons">
      <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEdited('new')}>
        {t('pairings.create')}
      </Button>
    </Allowed>
  );
  return (
    <>
      <PageHeader
        title={t('pairings.title')}
        note={t('pairings.note')}
        path={[{ title: t('lessons.title'), to: '/lessons' }]}
        actions={create}
      />
      <Card flush>
        <QueryView query={pairings}>
          {({ items, total }) =>
            total === 0 ? (
              <EmptyState title={t('pairings.empty')} text={t('pairings.emptyText')} action={create} />
            ) : (
              <Table<Pairing>
                rowKey="id"
                dataSource={items}
                scroll={{ x: 'max-content' }}
                pagination={{ current: page, total, pageSize, onChange: setPage, hideOnSinglePage: true }}
                columns={[
                  { title: t('pairings.name'), dataIndex: 'name' },
                  { title: t('lessons.mode'), render: (_, { mode }) => t(`lessonMode.${mode}`) },
                  { title: t('pairings.host'), render: (_, { host }) => `${host.roomName} · ${host.schoolName}` },
                  {
                    title: t('pairings.receivers'),
                    render: (_, { receivers }) =>
                      receivers.map((room) => (
                        <div key={room.roomId}>
                          {room.roomName} · {room.schoolName}
                        </div>
                      )),
                  },
                  { title: t('pairings.valid'), render: (_, pairing) => <Validity pairing={pairing} /> },
                  {
                    title: t('table.actions'),
                    align: 'right',
                    render: (_, pairing) => (
                      <Allowed right="run-linked-lessons" at={pairing.host}>
                        <Actions pairing={pairing} onEdit={() => setEdited(pairing)} />
                      </Allowed>
                    ),
                  },
                ]}
              />
            )
          }
        </QueryView>
      </Card>
      {edited !== undefined && (
        <PairingDialog pairing={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
    </>
  );
}

function Validity({ pairing: { validFrom, validUntil } }: { pairing: Pairing }) {
  const { t } = useWords();
  if (validFrom === null && validUntil === null) return t('pairings.always');
  return (
    <>
      {validFrom !== null && <Moment at={validFrom} show="short" />} –{' '}
      {validUntil !== null && <Moment at={validUntil} show="short" />}
    </>
  );
}

function Actions({ pairing, onEdit }: { pairing: Pairing; onEdit: () => void }) {
  const { t } = useWords();
  const text = useProblemText();
  const { modal, message } = App.useApp();
  const remove = useDeletePairing(pairing.id);
  const sure = () =>
    void modal.confirm({
      title: t('pairings.deleteTitle', { name: pairing.name }),
      content: t('pairings.deleteText'),
      okText: t('form.delete'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync().catch((error: unknown) => void message.error(text(error))),
    });
  return (
    <Space>
      <Button size="small" onClick={onEdit}>
        {t('pairings.edit')}
      </Button>
      <Button size="small" danger onClick={sure}>
        {t('form.delete')}
      </Button>
    </Space>
  );
}
