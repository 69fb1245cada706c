import { Table } from 'antd';
import { useWords } from '../../app/useWords';

const columns = ['region', 'school', 'kind', 'tier', 'schoolTags', 'room', 'roomTags'] as const;

/** What a file for the import looks like. */
export function FleetImportColumns() {
  const { t } = useWords();
  return (
    <Table
      rowKey="name"
      size="small"
      pagination={false}
      dataSource={columns.map((name) => ({ name }))}
      columns={[
        { title: t('fleetImport.columns'), render: (_, { name }) => t(`fleetImport.head.${name}`) },
        {
          title: t('fleetImport.allowed'),
          render: (_, { name }) =>
            t(name === 'schoolTags' || name === 'roomTags' ? 'fleetImport.tags' : `fleetImport.${name}`),
        },
      ]}
    />
  );
}
