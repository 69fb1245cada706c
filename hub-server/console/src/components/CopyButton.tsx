import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useWords } from '../app/useWords';

/** Copies a text; where the browser has no clipboard for this page it says so, and the text can be marked by hand. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2_000);
    } catch {
      void message.warning(t('copy.refused'));
    }
  };
  return (
    <Button icon={copied ? <CheckOutlined aria-hidden /> : <CopyOutlined aria-hidden />} onClick={() => void copy()}>
      <span aria-live="polite">{copied ? t('copy.done') : (label ?? t('copy.action'))}</span>
    </Button>
  );
}
