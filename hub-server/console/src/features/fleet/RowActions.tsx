import { MoreOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useWords } from '../../app/useWords';

/** The menu at the end of a row: change, delete. */
export function RowActions({ name, onEdit, onDelete }: { name: string; onEdit: () => void; onDelete: () => void }) {
  const { t } = useWords();
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        items: [
          { key: 'edit', label: t('fleet.edit') },
          { key: 'delete', label: t('form.delete'), danger: true },
        ],
        onClick: ({ key }) => (key === 'edit' ? onEdit() : onDelete()),
      }}
    >
      <Button
        type="text"
        size="small"
        icon={<MoreOutlined aria-hidden />}
        aria-label={t('fleet.actionsOf', { name })}
      />
    </Dropdown>
  );
}
