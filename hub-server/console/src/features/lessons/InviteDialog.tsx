import { Form } from 'antd';
import { useWords } from '../../app/useWords';
import { FormDialog } from '../../components/FormDialog';
import { RoomSelect } from '../fleet/RoomSelect';
import { useLessonAction, type LessonAction } from './queries';

interface InviteForm {
  room?: string;
}

/** Has a further room join the lesson that runs. */
export function InviteDialog({ lessonId, onClose }: { lessonId: string; onClose: () => void }) {
  const { t } = useWords();
  const invite = useLessonAction(lessonId, onClose);
  return (
    <FormDialog<InviteForm, LessonAction>
      title={t('lessons.invite')}
      okText={t('lessons.invite')}
      initial={{}}
      save={invite}
      toBody={({ room }) => ({ action: 'invite', roomId: room ?? '' })}
      onClose={onClose}
    >
      <Form.Item
        name="room"
        label={t('lessons.room')}
        extra={t('lessons.inviteText')}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <RoomSelect label={t('lessons.room')} />
      </Form.Item>
    </FormDialog>
  );
}
