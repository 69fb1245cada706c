import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';

/** How loud the board plays the lesson. What is dragged is shown at once; the box follows. */
export function Volume({ percent }: { percent: number }): ReactElement {
  const { t } = useTranslation();
  const [dragged, setDragged] = useState<number | null>(null);
  const tell = (): void => {
    if (dragged === null) return;
    box.playAt(dragged).then(
      () => setDragged(null),
      () => setDragged(null),
    );
  };
  return (
    <label className="linked-volume">
      <span>{t('linked.volume')}</span>
      <input
        type="range"
        min={0}
        max={100}
        step={5}
        value={dragged ?? percent}
        onChange={(event) => setDragged(event.target.valueAsNumber)}
        onPointerUp={tell}
        onKeyUp={tell}
        onBlur={tell}
      />
      <output>{dragged ?? percent}</output>
    </label>
  );
}
