import { Button, Table } from 'antd';
import type { QuarantinedThing, Room } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { Moment } from '../../components/Moment';
import { saveFile } from '../../components/saveFile';
import { WideTable } from '../../components/WideTable';
import { useRights } from '../accounts/useRights';
import { ItemActions } from './ItemActions';
import { useQuarantine } from './queries';
import styles from './RoomQuarantine.module.css';

/** What the hub refuses of a room for good; nothing when there is nothing, or the box does not say. */
export function RoomQuarantine({ room }: { room: Room }) {
  const { t } = useWords();
  const may = useRights()('set-up-devices', room);
  const kept = useQuarantine(room.id, may && room.presence === 'online').data;
  if (!may || kept === undefined || kept.items.length === 0) return null;
  const { items, total } = kept;
  return (
    <Card
      flush
      title={t('quarantine.title')}
      extra={
        <Button
          onClick={() =>
            saveFile('tongtang-quarantine.json', 'application/json', JSON.stringify(items, null, 2) + '\n')
          }
        >
          {t('quarantine.export')}
        </Button>
      }
    >
      <p className={styles['explain']}>
        {t('quarantine.explain')}
        {total > items.length && ` ${t('quarantine.more', { count: total, shown: items.length })}`}
      </p>
      <WideTable label={t('quarantine.title')}>
        <Table<QuarantinedThing>
          rowKey="id"
          dataSource={items}
          pagination={{ pageSize: 10, showSizeChanger: false, hideOnSinglePage: true }}
          columns={[
            { title: t('quarantine.kind'), render: (_, { itemClass }) => t(`quarantine.classes.${itemClass}`) },
            { title: t('quarantine.what'), dataIndex: 'what' },
            { title: t('quarantine.at'), render: (_, { at }) => at !== null && <Moment at={at} show="short" /> },
            { title: t('quarantine.why'), render: (_, { code, message }) => `${code}: ${message}` },
            {
              title: t('table.actions'),
              align: 'right',
              render: (_, item) => <ItemActions room={room.id} item={item} />,
            },
          ]}
        />
      </WideTable>
    </Card>
  );
}
