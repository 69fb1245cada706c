import type { Driver } from './types';

/** The drivers whose id, names or models hold every word that was written. */
export function driversThatMatch(drivers: readonly Driver[], wanted: string): Driver[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  return drivers.filter((driver) => {
    const text = [driver.id, driver.names.zh, driver.names.en, ...driver.models].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
