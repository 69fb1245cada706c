import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Modal } from 'antd';
import { ask, hub } from '../../api/client';
import { ApiError } from '../../api/ApiError';
import { useWords } from '../../app/useWords';
import { useProblemText } from '../../components/useProblemText';
import { PhoneCodeField, PhonePicture, RecoveryCodeList } from './PhoneParts';
import { sessionKey } from './session';

/** Turns my second factor on, or off when it is on. */
export function SecondFactorDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const text = useProblemText();
  const queryClient = useQueryClient();
  const changed = () => queryClient.invalidateQueries({ queryKey: sessionKey });
  const begin = useMutation({ mutationFn: () => ask(hub.POST('/api/v1/session/second-factor')) });
  const confirm = useMutation({
    mutationFn: (code: string) => ask(hub.POST('/api/v1/session/second-factor/confirm', { body: { code } })),
    onSuccess: changed,
  });
  const end = useMutation({
    mutationFn: (code: string) => ask(hub.POST('/api/v1/session/second-factor/end', { body: { code } })),
    onSuccess: () => {
      void changed();
      onClose();
    },
  });
  const isOn = begin.error instanceof ApiError && begin.error.code === 'second_factor_on';
  const failed = confirm.error ?? end.error ?? (isOn ? null : begin.error);
  const send = ({ code }: { code: string }) => (isOn ? end.mutate(code.trim()) : confirm.mutate(code.trim()));
  return (
    <Modal open title={t('secondFactor.title')} footer={null} onCancel={onClose}>
      {confirm.data ? (
        <RecoveryCodeList codes={confirm.data.codes} onDone={onClose} />
      ) : begin.data === undefined && !isOn ? (
        <>
          <p>{t('secondFactor.text')}</p>
          <Button type="primary" loading={begin.isPending} onClick={() => begin.mutate()}>
            {t('secondFactor.begin')}
          </Button>
        </>
      ) : (
        <Form layout="vertical" requiredMark={false} onFinish={send}>
          {begin.data ? <PhonePicture phone={begin.data} /> : <p>{t('secondFactor.isOn')}</p>}
          <PhoneCodeField />
          <Button htmlType="submit" type="primary" danger={isOn} loading={confirm.isPending || end.isPending}>
            {isOn ? t('secondFactor.end') : t('secondFactor.confirm')}
          </Button>
        </Form>
      )}
      {failed && <Alert type="error" showIcon title={text(failed)} style={{ marginTop: 12 }} />}
    </Modal>
  );
}
