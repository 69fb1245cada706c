/** Before which recording one must be put to stand at a place of the list; null: at the end. Undefined: it stands there. */
export function beforeAt(ids: readonly string[], moved: string, place: number): string | null | undefined {
  const from = ids.indexOf(moved);
  const to = Math.max(0, Math.min(ids.length - 1, place));
  if (from < 0 || from === to) return undefined;
  const rest = ids.filter((id) => id !== moved);
  return rest[to] ?? null;
}

/** What comes after a recording. */
export function nextOf(ids: readonly string[], id: string): string | undefined {
  const at = ids.indexOf(id);
  return at < 0 ? undefined : ids[at + 1];
}
