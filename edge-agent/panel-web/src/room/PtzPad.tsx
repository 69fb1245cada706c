import { problemText } from '@tongtang/web';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import type { DeviceValue } from '../box/devices';
import { Icon, type IconName } from '../look/icons';
import type { Control } from './controls';
import { createMover, type Direction } from './mover';

interface PtzPadProps {
  device: string;
  control: Extract<Control, { kind: 'ptz' }>;
  disabled: boolean;
  run: (action: string, values?: Record<string, DeviceValue>) => void;
}

const arrows: readonly [direction: Direction, icon: IconName][] = [
  ['up', 'up'],
  ['left', 'left'],
  ['right', 'right'],
  ['down', 'down'],
  ['in', 'add'],
  ['out', 'less'],
];

const isPress = (key: string): boolean => key === ' ' || key === 'Enter';

/** Held, the camera turns; let go, it stands. A preset goes there at once, or keeps where it looks now. */
export function PtzPad({ device, control, disabled, run }: PtzPadProps): ReactElement {
  const { t, i18n } = useTranslation();
  const [keeps, setKeeps] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [mover] = useState(() =>
    createMover(
      ({ pan, tilt, zoom }) =>
        box.command(device, { capability: 'ptz', action: 'move', arguments: { pan, tilt, zoom } }),
      () => box.command(device, { capability: 'ptz', action: 'stop' }),
      setProblem,
    ),
  );
  // Whatever takes the page away takes the hand off the camera.
  useEffect(() => {
    const release = (): void => mover.release();
    addEventListener('blur', release);
    document.addEventListener('visibilitychange', release);
    return () => {
      removeEventListener('blur', release);
      document.removeEventListener('visibilitychange', release);
      release();
    };
  }, [mover]);

  // A button that is no longer usable does not tell that it was let go.
  useEffect(() => {
    if (disabled) mover.release();
  }, [mover, disabled]);

  function press(direction: Direction): void {
    setProblem(null);
    mover.press(direction);
  }

  return (
    <div className="ptz">
      {control.moves && (
        <div className="ptz-pad" role="group" aria-label={t('room.ptz')}>
          {arrows.map(([direction, icon]) => (
            <button
              key={direction}
              type="button"
              className={`button ptz-${direction}`}
              aria-label={t(`room.${direction}`)}
              disabled={disabled}
              onPointerDown={(event) => {
                if (event.button === 0) press(direction);
              }}
              onPointerUp={mover.release}
              onPointerLeave={mover.release}
              onPointerCancel={mover.release}
              onContextMenu={(event) => event.preventDefault()}
              onBlur={mover.release}
              onKeyDown={(event) => {
                if (!isPress(event.key)) return;
                event.preventDefault();
                if (!event.repeat) press(direction);
              }}
              onKeyUp={(event) => {
                if (isPress(event.key)) mover.release();
              }}
            >
              <Icon name={icon} />
            </button>
          ))}
          {control.home && (
            <button type="button" className="button ptz-home" disabled={disabled} onClick={() => run('home')}>
              {t('room.home')}
            </button>
          )}
        </div>
      )}
      {control.moves && <p className="quiet">{t('room.ptz')}</p>}
      {problem !== null && (
        <p className="notice notice-warn" role="alert">
          {problemText(i18n, problem)}
        </p>
      )}
      {control.presets.length > 0 && (
        <div className="control-row" role="group" aria-label={t('room.presets')}>
          {control.presets.map((number) => (
            <button
              key={number}
              type="button"
              className="button"
              disabled={disabled}
              onClick={() => {
                run(keeps ? 'store' : 'recall', { preset: number });
                setKeeps(false);
              }}
            >
              {t('room.preset', { number })}
            </button>
          ))}
          {control.stores && (
            <button
              type="button"
              className="button"
              aria-pressed={keeps}
              disabled={disabled}
              onClick={() => setKeeps((last) => !last)}
            >
              {t(keeps ? 'room.keepNow' : 'room.keep')}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
