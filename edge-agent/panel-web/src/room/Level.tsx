import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActionArgument } from '../box/devices';
import { Icon } from '../look/icons';

interface LevelProps {
  name: string;
  argument: ActionArgument;
  unit: string;
  /** Null: the device does not tell. */
  value: number | null;
  disabled: boolean;
  onLevel: (level: number) => void;
}

/** A slider that tells the device where it was let go, not where it passed by. */
export function Level({ name, argument, unit, value, disabled, onLevel }: LevelProps): ReactElement {
  const { t } = useTranslation();
  const [drawn, setDrawn] = useState<number | null>(null);
  const minimum = argument.minimum ?? 0;
  const maximum = argument.maximum ?? 100;
  const step = argument.whole ? 1 : (maximum - minimum) / 100;
  const shown = drawn ?? value ?? minimum;

  function letGo(): void {
    if (drawn === null) return;
    onLevel(drawn);
    setDrawn(null);
  }
  const nudge = (by: number): void =>
    onLevel(Math.min(maximum, Math.max(minimum, Math.round((value ?? minimum) + by * (maximum - minimum)))));
  return (
    <div className="control-row level">
      <button
        type="button"
        className="button"
        aria-label={`${name} ${t('room.less')}`}
        disabled={disabled}
        onClick={() => nudge(-0.05)}
      >
        <Icon name="less" />
      </button>
      <input
        type="range"
        aria-label={name}
        min={minimum}
        max={maximum}
        step={step}
        value={shown}
        disabled={disabled}
        onChange={(event) => setDrawn(Number(event.target.value))}
        onPointerUp={letGo}
        onKeyUp={letGo}
        onBlur={letGo}
      />
      <button
        type="button"
        className="button"
        aria-label={`${name} ${t('room.more')}`}
        disabled={disabled}
        onClick={() => nudge(0.05)}
      >
        <Icon name="add" />
      </button>
      <output className="level-value">
        {value === null && drawn === null ? t('room.unknown') : `${Math.round(shown)} ${unit}`}
      </output>
    </div>
  );
}
