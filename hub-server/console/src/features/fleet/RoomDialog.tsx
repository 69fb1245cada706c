import { Form, Input } from 'antd';
import { useWords } from '../../app/useWords';
import { ask, hub } from '../../api/client';
import type { Room } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { useFleetChange } from './fleetChanges';
import { longestName, nameRules } from './nameRules';
import { TagsField } from './TagsField';
import { SchoolSelect } from './SchoolSelect';

interface RoomForm {
  name: string;
  schoolId: string;
  tags: string[];
}

/** Creates a room in a school, or renames or moves the given one; its box and its recordings go with it. */
export function RoomDialog({ schoolId, room, onClose }: { schoolId: string; room?: Room; onClose: () => void }) {
  const { t } = useWords();
  const save = useFleetChange(
    (body: RoomForm) =>
      room === undefined
        ? ask(hub.POST('/api/v1/rooms', { body }))
        : ask(hub.PATCH('/api/v1/rooms/{id}', { params: { path: { id: room.id } }, body })),
    onClose,
  );
  return (
    <FormDialog<RoomForm, RoomForm>
      title={room === undefined ? t('fleet.newRoom') : t('fleet.editRoom')}
      initial={{ name: room?.name ?? '', schoolId, tags: room?.tags ?? [] }}
      save={save}
      toBody={(values) => ({ ...values, name: values.name.trim() })}
      onClose={onClose}
    >
      <Form.Item name="name" label={t('fleet.roomName')} rules={nameRules(t)}>
        <Input maxLength={longestName} placeholder={t('fleet.roomExample')} />
      </Form.Item>
      <Form.Item name="schoolId" label={t('fleet.school')} extra={room && t('fleet.moveRoomHint')}>
        <SchoolSelect label={t('fleet.school')} />
      </Form.Item>
      <TagsField />
    </FormDialog>
  );
}
