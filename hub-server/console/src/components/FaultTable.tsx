import { Table } from 'antd';
import type { TableFault } from '../api/types';
import { useWords } from '../app/useWords';
import { WideTable } from './WideTable';

/** What is wrong with a file: each cell, and what could stand there. */
export function FaultTable({ faults }: { faults: TableFault[] }) {
  const { t, has } = useWords();
  return (
    <WideTable label={t('tableFault.wrong')}>
      <Table<TableFault>
        rowKey={(fault) => `${fault.row} ${fault.column} ${fault.code} ${fault.detail}`}
        dataSource={faults}
        size="small"
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: t('tableFault.cell'), render: (_, fault) => `${fault.column ?? ''}${fault.row ?? ''}` || '–' },
          { title: t('tableFault.column'), dataIndex: 'header' },
          { title: t('tableFault.value'), dataIndex: 'value' },
          {
            title: t('tableFault.wrong'),
            render: (_, fault) => {
              const key = `tableFault.code.${fault.code}` as 'tableFault.code.room_unknown';
              return has(key) ? t(key) : fault.code;
            },
          },
          {
            title: t('tableFault.allowed'),
            render: (_, fault) => (fault.allowed ?? []).join(t('tableFault.comma')) || '–',
          },
        ]}
      />
    </WideTable>
  );
}
