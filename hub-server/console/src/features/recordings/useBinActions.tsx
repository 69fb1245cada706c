import { App } from 'antd';
import { useWords } from '../../app/useWords';
import type { RecordingItem } from '../../api/types';
import { useProblemText } from '../../components/useProblemText';
import { useDiscardRecording, useRestoreRecording } from './recycleBinQueries';

type Named = Pick<RecordingItem, 'id' | 'title' | 'roomName'>;

/** What can be done with a deleted recording: back into the library, or, asked once more, gone for good. */
export function useBinActions(onGone?: () => void) {
  const { t } = useWords();
  const text = useProblemText();
  const { modal, message } = App.useApp();
  const restore = useRestoreRecording();
  const discard = useDiscardRecording();
  const nameOf = ({ title }: Named) => (title === '' ? t('recordings.untitled') : title);
  return {
    restore: async (recording: Named) => {
      try {
        await restore.mutateAsync(recording.id);
        void message.success(t('recycleBin.restored', { title: nameOf(recording) }));
      } catch (error) {
        void message.error(text(error), 6);
      }
    },
    discard: (recording: Named) =>
      void modal.confirm({
        title: t('recycleBin.discardTitle', { title: nameOf(recording) }),
        content: t('recycleBin.discardText', { room: recording.roomName }),
        okText: t('recycleBin.discard'),
        cancelText: t('form.cancel'),
        okButtonProps: { danger: true },
        onOk: async () => {
          try {
            await discard.mutateAsync(recording.id);
            onGone?.();
          } catch (error) {
            void message.error(text(error), 6);
          }
        },
      }),
  };
}
