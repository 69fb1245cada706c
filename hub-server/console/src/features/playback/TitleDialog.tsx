import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input } from 'antd';
import { useWords } from '../../app/useWords';
import { ask, hub } from '../../api/client';
import type { Recording } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';

/** The longest title the hub takes, in characters. */
const longestTitle = 200;

export function TitleDialog({ recording, onClose }: { recording: Recording; onClose: () => void }) {
  const { t } = useWords();
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: (body: { title: string }) =>
      ask(hub.PATCH('/api/v1/recordings/{id}', { params: { path: { id: recording.id } }, body })),
    onSuccess: async () => {
      onClose();
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['recording', recording.id] }),
        queryClient.invalidateQueries({ queryKey: ['recordings'] }),
      ]);
    },
  });
  return (
    <FormDialog
      title={t('playback.rename')}
      initial={{ title: recording.title }}
      save={save}
      toBody={({ title }) => ({ title: title.trim() })}
      onClose={onClose}
    >
      <Form.Item
        name="title"
        label={t('recordings.lesson')}
        rules={[{ required: true, whitespace: true, message: t('form.required') }]}
      >
        <Input maxLength={longestTitle} />
      </Form.Item>
    </FormDialog>
  );
}
