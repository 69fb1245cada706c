import { Form, Input } from 'antd';
import { useWords } from '../../app/useWords';

/** Characters a password must have at least; the hub may ask for more and then says so. */
export const shortestPassword = 10;
const longestPassword = 256;

/** A new password, twice. The form's values are `password` and `again`. */
export function NewPasswordFields() {
  const { t } = useWords();
  const required = { required: true, message: t('form.required') };
  return (
    <>
      <Form.Item
        name="password"
        label={t('setup.newPassword')}
        extra={t('setup.passwordRule', { count: shortestPassword })}
        rules={[required, { min: shortestPassword, message: t('setup.passwordRule', { count: shortestPassword }) }]}
      >
        <Input.Password autoComplete="new-password" maxLength={longestPassword} />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('setup.again')}
        dependencies={['password']}
        rules={[
          required,
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === undefined || value === getFieldValue('password')
                ? Promise.resolve()
                : Promise.reject(new Error(t('setup.notSame'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={longestPassword} />
      </Form.Item>
    </>
  );
}
