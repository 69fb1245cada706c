import { App, Button, Table } from 'antd';
import { useSearchParams } from 'react-router';
import { ask, hub } from '../../api/client';
import type { FleetImport, FleetUndo, LeftNode } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { formatNumber } from '../../components/format';
import { Moment } from '../../components/Moment';
import { pageOf, withPage } from '../../components/paging';
import { QueryView } from '../../components/QueryView';
import { useProblemText } from '../../components/useProblemText';
import { useFleetChange } from './fleetChanges';
import { useFleetImports } from './queries';

/** What was imported, each with its way back. */
export function PastFleetImports() {
  const { t } = useWords();
  const { language } = usePreferences();
  const [search, setSearch] = useSearchParams();
  const page = pageOf(search);
  const imports = useFleetImports(page);
  const count = (key: 'regions' | 'schools' | 'rooms') => ({
    title: t(`fleetImport.${key}`),
    align: 'right' as const,
    render: (_: unknown, one: FleetImport) => <span className="number">{formatNumber(language, one[key])}</span>,
  });
  return (
    <Card flush title={t('fleetImport.past')}>
      <QueryView query={imports}>
        {({ items, total, pageSize }) =>
          total === 0 ? (
            <EmptyState title={t('fleetImport.none')} text={t('fleetImport.noneText')} />
          ) : (
            <Table<FleetImport>
              rowKey="id"
              dataSource={items}
              scroll={{ x: 'max-content' }}
              pagination={{
                current: page,
                total,
                pageSize,
                onChange: (next) => setSearch(withPage(search, next)),
                hideOnSinglePage: true,
                showSizeChanger: false,
              }}
              columns={[
                { title: t('fleetImport.when'), render: (_, one) => <Moment at={one.createdAt} show="short" /> },
                { title: t('fleetImport.fileName'), dataIndex: 'fileName' },
                count('regions'),
                count('schools'),
                count('rooms'),
                { title: t('fleetImport.by'), dataIndex: 'createdBy' },
                { title: t('table.actions'), align: 'right', render: (_, one) => <Undo one={one} /> },
              ]}
            />
          )
        }
      </QueryView>
    </Card>
  );
}

function Undo({ one }: { one: FleetImport }) {
  const { t } = useWords();
  const text = useProblemText();
  const { modal, message } = App.useApp();
  const undo = useFleetChange(
    async (id: string) => {
      const result = await ask(hub.POST('/api/v1/fleet/imports/{id}/undo', { params: { path: { id } } }));
      modal.info({
        title: t('fleetImport.removed', { removed: result.removed }),
        width: 640,
        content: result.totalLeft > 0 && <Left result={result} />,
      });
    },
    () => undefined,
  );
  if (one.undoneAt !== null) return t('fleetImport.undoneBy', { name: one.undoneBy ?? '' });
  const start = () => {
    void modal.confirm({
      title: t('fleetImport.undoTitle', { name: one.fileName }),
      content: t('fleetImport.undoText'),
      okText: t('fleetImport.undo'),
      cancelText: t('form.cancel'),
      okButtonProps: { danger: true },
      onOk: () => undo.mutate(one.id, { onError: (error) => void message.error(text(error)) }),
    });
  };
  return (
    <Button size="small" danger loading={undo.isPending} onClick={start}>
      {t('fleetImport.undo')}
    </Button>
  );
}

/** What stayed, and why. */
function Left({ result }: { result: FleetUndo }) {
  const { t } = useWords();
  return (
    <>
      <p>{t('fleetImport.leftTitle', { left: result.totalLeft })}</p>
      <Table<LeftNode>
        rowKey="id"
        size="small"
        dataSource={result.left}
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          {
            title: t('fleetImport.what'),
            render: (_, { kind }) => t(`fleetImport.node.${kind as 'region' | 'school' | 'room'}`),
          },
          { title: t('fleetImport.name'), dataIndex: 'name' },
          {
            title: t('fleetImport.why'),
            render: (_, { reason }) => t(`fleetImport.reason.${reason as 'changed'}`),
          },
        ]}
      />
    </>
  );
}
