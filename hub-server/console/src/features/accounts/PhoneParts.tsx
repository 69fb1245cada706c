import { Alert, Button, Form, Input } from 'antd';
import type { PhoneSecret } from '../../api/types';
import { useWords } from '../../app/useWords';
import { CopyButton } from '../../components/CopyButton';

const longestCode = 32;

/** The secret that the hub sends along when a role asks for a second factor. */
export function phoneOf(sent: unknown): PhoneSecret | undefined {
  if (typeof sent !== 'object' || sent === null) return undefined;
  const { secret, address, picture } = sent as Partial<PhoneSecret>;
  return secret !== undefined && address !== undefined && picture !== undefined
    ? { secret, address, picture }
    : undefined;
}

/** To be read by the phone's authenticator app, or typed in. */
export function PhonePicture({ phone }: { phone: PhoneSecret }) {
  const { t } = useWords();
  return (
    <>
      <p>{t('secondFactor.scan')}</p>
      <p style={{ textAlign: 'center' }}>
        <img src={phone.picture} alt={t('secondFactor.picture')} width={200} height={200} />
      </p>
      <p style={{ overflowWrap: 'anywhere' }}>
        {t('secondFactor.type')} <code>{phone.secret}</code>
      </p>
    </>
  );
}

/** The form's field `code`. */
export function PhoneCodeField() {
  const { t } = useWords();
  return (
    <Form.Item
      name="code"
      label={t('secondFactor.code')}
      extra={t('secondFactor.codeHint')}
      rules={[{ required: true, message: t('form.required') }]}
    >
      <Input autoComplete="one-time-code" maxLength={longestCode} />
    </Form.Item>
  );
}

export function RecoveryCodeList({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useWords();
  return (
    <>
      <Alert type="warning" showIcon title={t('secondFactor.codesText')} style={{ marginBottom: 12 }} />
      <pre>{codes.join('\n')}</pre>
      <p>
        <CopyButton text={codes.join('\n')} />
      </p>
      <Button type="primary" block onClick={onDone}>
        {t('secondFactor.codesDone')}
      </Button>
    </>
  );
}
