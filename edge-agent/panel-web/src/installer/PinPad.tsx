import { problemText } from '@tongtang/web';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import { Icon } from '../look/icons';

interface PinPadProps {
  /** False: this is where the first one is chosen. */
  pinSet: boolean;
  onEntered?: () => void;
}

const leastDigits = 6;
const mostDigits = 32;
const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** Large keys for fingers; a keyboard works as well. */
export function PinPad({ pinSet, onEntered }: PinPadProps): ReactElement {
  const { t, i18n } = useTranslation();
  const [pin, setPin] = useState('');
  const [first, setFirst] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const add = (digit: string): void => setPin((last) => (last.length < mostDigits ? last + digit : last));
  const erase = (): void => setPin((last) => last.slice(0, -1));

  function enter(): void {
    if (pin.length < leastDigits) return;
    setPin('');
    setProblem(null);
    if (!pinSet && first === null) {
      setFirst(pin);
      return;
    }
    if (!pinSet && first !== pin) {
      setFirst(null);
      setProblem(t('installer.pinDiffers'));
      return;
    }
    box.enter(pin).then(onEntered, (error: unknown) => {
      setFirst(null);
      setProblem(problemText(i18n, error));
    });
  }

  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^\d$/.test(event.key)) add(event.key);
      else if (event.key === 'Backspace') erase();
      else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) enter();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  });

  const asks = pinSet ? 'installer.pin' : first === null ? 'installer.pinNew' : 'installer.pinAgain';
  return (
    <section className="pin" aria-labelledby="pin-title">
      <h2 id="pin-title">{t(asks)}</h2>
      <p className="pin-dots" role="status" aria-label={t('installer.pinLength', { count: pin.length })}>
        {pin === '' ? '\u00a0' : '●'.repeat(pin.length)}
      </p>
      <p className="form-problem" role="alert">
        {problem ?? '\u00a0'}
      </p>
      <div className="pin-keys">
        {digits.map((digit) => (
          <button key={digit} type="button" className="button pin-key" onClick={() => add(digit)}>
            {digit}
          </button>
        ))}
        <button type="button" className="button pin-key" aria-label={t('installer.erase')} onClick={erase}>
          <Icon name="erase" />
        </button>
        <button type="button" className="button pin-key" onClick={() => add('0')}>
          0
        </button>
        <button
          type="button"
          className="button button-strong pin-key"
          disabled={pin.length < leastDigits}
          onClick={enter}
        >
          {t('installer.enter')}
        </button>
      </div>
    </section>
  );
}
