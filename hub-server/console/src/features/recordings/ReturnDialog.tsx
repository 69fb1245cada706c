import { Form, Input } from 'antd';
import { useWords } from '../../app/useWords';
import type { ApprovalRequest } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { useReturnRequest } from './approvalQueries';

/** Sends a request back: whoever asked is told why. */
export function ReturnDialog({ request, onClose }: { request: ApprovalRequest; onClose: () => void }) {
  const { t } = useWords();
  return (
    <FormDialog
      title={t('approval.return')}
      initial={{ word: '' }}
      save={useReturnRequest(request.id, onClose)}
      toBody={({ word }) => ({ word: word.trim() })}
      okText={t('approval.return')}
      onClose={onClose}
    >
      <Form.Item
        name="word"
        label={t('approval.word')}
        rules={[{ required: true, whitespace: true, message: t('form.required') }]}
      >
        <Input.TextArea rows={3} maxLength={500} />
      </Form.Item>
    </FormDialog>
  );
}
