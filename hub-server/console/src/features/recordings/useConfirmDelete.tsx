import { App } from 'antd';
import { useWords } from '../../app/useWords';
import type { RecordingItem } from '../../api/types';
import { useProblemText } from '../../components/useProblemText';
import { useDeleteRecording } from './queries';

type Deletable = Pick<RecordingItem, 'id' | 'title' | 'roomName' | 'state'>;

/** Asks before a recording goes for good: its pictures and sound are in no other place once the box has let go of them. */
export function useConfirmDelete(onDone?: () => void): (recording: Deletable) => void {
  const { t } = useWords();
  const text = useProblemText();
  const { modal, message } = App.useApp();
  const remove = useDeleteRecording();
  return (recording) => {
    const title = recording.title === '' ? t('recordings.untitled') : recording.title;
    void modal.confirm({
      title: t('recordings.deleteTitle', { title }),
      content: t('recordings.deleteText', { room: recording.roomName }),
      okText: t('form.delete'),
      cancelText: t('form.cancel'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await remove.mutateAsync(recording.id);
          onDone?.();
        } catch (error) {
          void message.error(text(error), 6);
        }
      },
    });
  };
}
