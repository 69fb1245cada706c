// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { box } from './api';
import { tellTouches } from './wake';

describe('tellTouches', () => {
  let visibility: DocumentVisibilityState = 'visible';
  let end: () => void = () => undefined;
  const wake = vi.spyOn(box, 'wake');

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
    visibility = 'visible';
    vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
    wake.mockReset().mockResolvedValue(undefined);
  });
  afterEach(() => {
    end();
    vi.useRealTimers();
  });

  it('AnOpenPage_IsSaidOnce_AndNotAllDay', () => {
    end = tellTouches();
    vi.advanceTimersByTime(3_600_000);
    expect(wake).toHaveBeenCalledTimes(1);
  });

  it('Touches_AreSaid_ButNotEachOfThem', () => {
    end = tellTouches();
    for (let touch = 0; touch < 50; touch++) window.dispatchEvent(new Event('pointermove'));
    expect(wake).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(10_000);
    window.dispatchEvent(new Event('pointerdown'));
    expect(wake).toHaveBeenCalledTimes(2);
  });

  it('AHiddenPage_SaysNothing_UntilItIsSeenAgain', () => {
    visibility = 'hidden';
    end = tellTouches();
    expect(wake).not.toHaveBeenCalled();
    visibility = 'visible';
    document.dispatchEvent(new Event('visibilitychange'));
    expect(wake).toHaveBeenCalledTimes(1);
  });
});
