import { Alert, Button, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../app/useWords';
import { CopyButton } from './CopyButton';
import styles from './ShownOnce.module.css';

interface ShownOnceProps {
  title: string;
  /** What becomes of it when the dialog is closed. */
  warning: string;
  secret: string;
  onClose: () => void;
  children?: ReactNode;
}

/** A secret that nobody can read again: the dialog goes by its button alone. */
export function ShownOnce({ title, warning, secret, onClose, children }: ShownOnceProps) {
  const { t } = useWords();
  return (
    <Modal
      open
      title={title}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('tokens.shownDone')}
        </Button>
      }
    >
      <Alert type="warning" showIcon title={warning} />
      <code className={styles['secret']}>{secret}</code>
      <CopyButton text={secret} />
      {children}
    </Modal>
  );
}
