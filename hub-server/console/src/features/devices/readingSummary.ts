/** The range of a series, and where it is now; undefined when it is empty. */
export function summaryOf(
  points: readonly { value: number }[],
): { least: number; most: number; last: number } | undefined {
  const last = points.at(-1);
  if (last === undefined) return undefined;
  let [least, most] = [last.value, last.value];
  for (const { value } of points) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { least, most, last: last.value };
}
