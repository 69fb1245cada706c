import { Alert, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import type { NoticeChannel } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords, type WordKey } from '../../app/useWords';
import { useProblemText } from '../../components/useProblemText';
import { useTestChannel } from './queries';
import styles from './Notices.module.css';

/** Really sends something, and shows the peer's own words. */
export function TestDialog({ channel, onClose }: { channel: NoticeChannel; onClose: () => void }) {
  const { t, has } = useWords();
  const text = useProblemText();
  const { language } = usePreferences();
  const [address, setAddress] = useState('');
  const test = useTestChannel(channel.id);
  const isMail = channel.kind === 'mail';
  const send = () =>
    test.mutate({ address: isMail ? address.trim() : '', language: language === 'en' ? 'en' : 'zh-cn' });
  const key = `noticeError.${test.data?.errorCode}`;
  return (
    <Modal
      open
      title={t('notices.testOf', { name: channel.name })}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('form.close')}</Button>
          <Button type="primary" loading={test.isPending} disabled={isMail && address.trim() === ''} onClick={send}>
            {t('notices.sendTest')}
          </Button>
        </>
      }
    >
      <Form layout="vertical" onFinish={send}>
        {isMail ? (
          <Form.Item label={t('notices.testAddress')} htmlFor="notice-test-address">
            <Input
              id="notice-test-address"
              type="email"
              maxLength={254}
              value={address}
              onChange={({ target }) => setAddress(target.value)}
            />
          </Form.Item>
        ) : (
          <p>{t('notices.testGroup')}</p>
        )}
      </Form>
      {test.isError && <Alert type="error" showIcon title={text(test.error)} />}
      {test.data !== undefined && (
        <Alert
          role="status"
          type={test.data.errorCode === null ? 'success' : 'error'}
          showIcon
          title={
            test.data.errorCode === null ? t('notices.testDone') : has(key) ? t(key as WordKey) : test.data.errorCode
          }
          description={
            <>
              {t('notices.peerSays')} <code className={styles['trial']}>{test.data.answer}</code>
            </>
          }
        />
      )}
    </Modal>
  );
}
