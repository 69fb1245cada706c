/** What was left to upload at a moment. */
export interface UploadSample {
  at: number;
  bytes: number;
}

/** Older samples say nothing about now. */
const windowMilliseconds = 60_000;
const leastMilliseconds = 5000;

/** Keeps the samples of the last minute, at most one a second. */
export function addSample(samples: readonly UploadSample[], sample: UploadSample): readonly UploadSample[] {
  const last = samples.at(-1);
  if (last && sample.at - last.at < 1000) return samples;
  return [...samples.filter((one) => sample.at - one.at <= windowMilliseconds), sample];
}

/**
 * Seconds until everything is on the hub, from what has left in the last minute; null while that is not known.
 * What is newly recorded in the meantime slows it down, as it does in truth.
 */
export function secondsLeft(samples: readonly UploadSample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.at - first.at < leastMilliseconds) return null;
  const gone = first.bytes - last.bytes;
  return gone > 0 ? (last.bytes * (last.at - first.at)) / gone / 1000 : null;
}
