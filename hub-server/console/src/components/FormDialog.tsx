import type { UseMutationResult } from '@tanstack/react-query';
import { Alert, Form, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../app/useWords';
import { useProblemText } from './useProblemText';

interface FormDialogProps<TForm extends object, TBody> {
  title: string;
  initial: TForm;
  save: UseMutationResult<unknown, Error, TBody>;
  toBody: (values: TForm) => TBody;
  okText?: string;
  onClose: () => void;
  children: ReactNode;
}

/** A form in a dialog: the hub's refusal stands beneath the fields, and what was typed stays. */
export function FormDialog<TForm extends object, TBody>(props: FormDialogProps<TForm, TBody>) {
  const { title, initial, save, toBody, okText, onClose, children } = props;
  const { t } = useWords();
  const text = useProblemText();
  const [form] = Form.useForm<TForm>();
  return (
    <Modal
      open
      title={title}
      okText={okText ?? t('form.save')}
      cancelText={t('form.cancel')}
      onOk={form.submit}
      confirmLoading={save.isPending}
      onCancel={onClose}
    >
      <Form<TForm>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initial}
        onFinish={(values) => save.mutate(toBody(values))}
      >
        {children}
        {/* Enter in a field saves. */}
        <button type="submit" hidden />
      </Form>
      {save.isError && <Alert type="error" showIcon title={text(save.error)} />}
    </Modal>
  );
}
