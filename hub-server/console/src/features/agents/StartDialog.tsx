import { Form, Input } from 'antd';
import { useWords } from '../../app/useWords';
import type { Room } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { useCommand, type Command } from './useCommand';

interface StartForm {
  title: string;
  teacher: string;
}

/** Starts a recording from afar: what is taught and by whom, both optional. */
export function StartDialog({ room, onClose }: { room: Room; onClose: () => void }) {
  const { t } = useWords();
  const start = useCommand(room.id, onClose);
  return (
    <FormDialog<StartForm, Command>
      title={t('command.startTitle', { room: room.name })}
      okText={t('command.start')}
      initial={{ title: '', teacher: '' }}
      save={start}
      toBody={({ title, teacher }) => ({
        action: 'start',
        ...(title.trim() === '' ? {} : { title: title.trim() }),
        ...(teacher.trim() === '' ? {} : { teacher: teacher.trim() }),
      })}
      onClose={onClose}
    >
      <Form.Item name="title" label={t('recordings.lesson')}>
        <Input maxLength={200} placeholder={t('command.titleExample')} />
      </Form.Item>
      <Form.Item name="teacher" label={t('recordings.teacher')}>
        <Input maxLength={100} />
      </Form.Item>
    </FormDialog>
  );
}
