const floorDb = -60;
const holdMilliseconds = 1500;
/** After the hold the peak falls this fast. */
const fallDbPerSecond = 20;

/** Where a level lies on the meter, 0 to 1; −60 dBFS and below is nothing. */
export function meterPart(db: number): number {
  return Math.max(0, Math.min(1, 1 - db / floorDb));
}

export interface Peak {
  db: number | null;
  at: number;
}

export const noPeak: Peak = { db: null, at: 0 };

/** The peak to show: held for a moment, then falling, until something is louder. */
export function holdPeak(peak: Peak, heardDb: number | null, now: number): Peak {
  if (heardDb === null) return noPeak;
  if (peak.db === null || heardDb >= peak.db) return { db: heardDb, at: now };
  if (now - peak.at <= holdMilliseconds) return peak;
  const fallen = peak.db - (fallDbPerSecond * (now - peak.at - holdMilliseconds)) / 1000;
  return heardDb >= fallen ? { db: heardDb, at: now } : { db: fallen, at: now - holdMilliseconds };
}
