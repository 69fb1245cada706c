import { MoreOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useWords } from '../../app/useWords';

interface RowActionsProps {
  name: string;
  /** Undefined for those who may not. */
  onEdit: (() => void) | undefined;
  onDelete: (() => void) | undefined;
}

/** The menu at the end of a row: change, delete. */
export function RowActions({ name, onEdit, onDelete }: RowActionsProps) {
  const { t } = useWords();
  if (onEdit === undefined && onDelete === undefined) return null;
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        items: [
          ...(onEdit ? [{ key: 'edit', label: t('fleet.edit'), onClick: onEdit }] : []),
          ...(onDelete ? [{ key: 'delete', label: t('form.delete'), danger: true, onClick: onDelete }] : []),
        ],
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
