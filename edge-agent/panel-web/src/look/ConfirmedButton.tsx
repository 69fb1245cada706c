import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

interface ConfirmedButtonProps {
  text: string;
  /** What it means, said before it happens. */
  warning: string;
  yes: string;
  danger?: boolean;
  onConfirm: () => void;
}

/** A button that asks in its own place; nothing pops up. */
export function ConfirmedButton({ text, warning, yes, danger = false, onConfirm }: ConfirmedButtonProps): ReactElement {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <button type="button" className="button" onClick={() => setAsking(true)}>
        {text}
      </button>
    );
  }
  const confirm = (): void => {
    setAsking(false);
    onConfirm();
  };
  return (
    <span className="asking" role="group" aria-label={warning}>
      <span>{warning}</span>
      <button type="button" className={danger ? 'button button-danger' : 'button button-strong'} onClick={confirm}>
        {yes}
      </button>
      {/* What was pressed is gone; the safe answer takes the focus. */}
      {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
      <button type="button" className="button" autoFocus onClick={() => setAsking(false)}>
        {t('app.cancel')}
      </button>
    </span>
  );
}
