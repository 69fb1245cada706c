import { useMutation } from '@tanstack/react-query';
import { App, Form, Input } from 'antd';
import { useWords } from '../../app/useWords';
import { ask, hub } from '../../api/client';
import { FormDialog } from '../../components/FormDialog';
import { NewPasswordFields } from './NewPasswordFields';

/** Changes one's own password; every other session of the account ends. */
export function PasswordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const save = useMutation({
    mutationFn: (body: { password: string; next: string }) => ask(hub.PUT('/api/v1/session/password', { body })),
    onSuccess: () => {
      onClose();
      void message.success(t('account.passwordChanged'));
    },
  });
  return (
    <FormDialog
      title={t('account.password')}
      initial={{ present: '', password: '' }}
      save={save}
      toBody={({ present, password }) => ({ password: present, next: password })}
      onClose={onClose}
    >
      <Form.Item
        name="present"
        label={t('account.presentPassword')}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Input.Password autoComplete="current-password" maxLength={256} />
      </Form.Item>
      <NewPasswordFields />
    </FormDialog>
  );
}
