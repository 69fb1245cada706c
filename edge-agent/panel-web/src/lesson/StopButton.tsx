import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import { Icon } from '../look/icons';
import { heldPart, nextHold, up, type HoldEvent } from './holdToStop';
import type { Act } from './useActions';

interface StopButtonProps {
  act: Act;
  undoSeconds: number;
  large?: boolean;
}

const isPress = (event: KeyboardEvent): boolean => event.key === ' ' || event.key === 'Enter';

/** Press: stops, and can be undone for a while. Hold: stops at once. The same from the keyboard. */
export function StopButton({ act, undoSeconds, large = false }: StopButtonProps): ReactElement {
  const { t } = useTranslation();
  const hold = useRef(up);
  const [part, setPart] = useState(0);
  const [down, setDown] = useState(false);

  function feed(event: HoldEvent): void {
    const next = nextHold(hold.current, event);
    hold.current = next.hold;
    setDown(next.hold.kind === 'down');
    setPart(heldPart(next.hold, performance.now()));
    if (next.decision === null) return;
    const undo = next.decision === 'stopNow' ? 0 : undoSeconds;
    act('stop', () => box.stop(undo));
  }

  // What feeds the ticks is always the newest: the frame loop must not restart at each of them.
  const newest = useRef(feed);
  useEffect(() => {
    newest.current = feed;
  });
  useEffect(() => {
    if (!down) return undefined;
    const timer = setInterval(() => newest.current({ kind: 'tick', now: performance.now() }), 30);
    return () => clearInterval(timer);
  }, [down]);

  const press = (event: PointerEvent<HTMLButtonElement>): void => {
    if (event.button !== 0) return;
    feed({ kind: 'press', now: performance.now() });
  };
  return (
    <button
      type="button"
      className={large ? 'main-button main-stop' : 'button other other-stop'}
      onPointerDown={press}
      onPointerUp={() => feed({ kind: 'release', now: performance.now() })}
      onPointerLeave={() => feed({ kind: 'leave' })}
      onPointerCancel={() => feed({ kind: 'leave' })}
      onContextMenu={(event) => event.preventDefault()}
      onBlur={() => feed({ kind: 'leave' })}
      onKeyDown={(event) => {
        if (!isPress(event)) return;
        event.preventDefault();
        if (!event.repeat) feed({ kind: 'press', now: performance.now() });
      }}
      onKeyUp={(event) => {
        if (!isPress(event)) return;
        event.preventDefault();
        feed({ kind: 'release', now: performance.now() });
      }}
      // A press by assistive technology comes without pointer or key.
      onClick={(event) => {
        if (event.detail === 0) act('stop', () => box.stop(undoSeconds));
      }}
    >
      <span className="hold-fill" style={{ transform: `scaleX(${part})` }} aria-hidden="true" />
      <span className="main-label">
        <Icon name="stop" /> {t('lesson.stop')}
      </span>
    </button>
  );
}
