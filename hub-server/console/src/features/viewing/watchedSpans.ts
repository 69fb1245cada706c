/** A stretch of the lesson, in seconds since it began. */
export interface WatchedSpan {
  fromSeconds: number;
  toSeconds: number;
}

/** The player tells where it stands ten times a second, at up to twice the speed; a longer step was a leap. */
const longestStep = 1.5;

/** Collects what was shown of a lesson out of where its player stood. */
export class WatchedSpans {
  private spans: WatchedSpan[] = [];
  private last: number | null = null;

  moved(position: number): void {
    const step = this.last === null ? -1 : position - this.last;
    const current = this.spans.at(-1);
    if (step > 0 && step <= longestStep) {
      if (current?.toSeconds === this.last) current.toSeconds = position;
      else this.spans.push({ fromSeconds: position - step, toSeconds: position });
    }
    this.last = position;
  }

  /** What was shown since it was asked last; nothing while that is less than a second. */
  take(): WatchedSpan[] {
    const seconds = this.spans.reduce((sum, { fromSeconds, toSeconds }) => sum + toSeconds - fromSeconds, 0);
    return seconds < 1 ? [] : this.spans.splice(0);
  }
}
