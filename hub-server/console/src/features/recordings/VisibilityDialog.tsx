import { Alert, Form, Input, Radio } from 'antd';
import { useWords } from '../../app/useWords';
import type { Recording } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { useSetVisibility } from './approvalQueries';
import { visibilities } from './recordingFilters';

const longestNote = 500;

/** Who may see the recording; where somebody must approve, this asks. */
export function VisibilityDialog({ recording, onClose }: { recording: Recording; onClose: () => void }) {
  const { t } = useWords();
  const save = useSetVisibility(recording.id, onClose);
  const { request } = recording;
  return (
    <FormDialog
      title={t('visibility.title')}
      initial={{ visibility: recording.visibility ?? 'school', note: '' }}
      save={save}
      toBody={({ visibility, note }) => ({ visibility, note: note.trim() })}
      onClose={onClose}
    >
      {request && request.state === 'waiting' && (
        <Alert
          type="info"
          showIcon
          style={{ marginBottom: 14 }}
          title={t('approval.asked', { by: request.askedBy, visibility: t(`visibility.${request.visibility}`) })}
        />
      )}
      {request && request.state === 'returned' && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 14 }}
          title={t('approval.sentBack', { by: request.decidedBy ?? '', word: request.word })}
        />
      )}
      <Form.Item name="visibility" label={t('visibility.who')} extra={t('visibility.hint')}>
        <Radio.Group
          style={{ display: 'grid', gap: 8 }}
          options={visibilities.map((value) => ({ value, label: t(`visibility.${value}Who`) }))}
        />
      </Form.Item>
      <Form.Item name="note" label={t('approval.note')}>
        <Input.TextArea rows={2} maxLength={longestNote} />
      </Form.Item>
    </FormDialog>
  );
}
