interface TreeRow {
  level: number;
  /** `aria-expanded`: null for a leaf. */
  open: string | null;
}

type TreeStep = { kind: 'focus'; index: number } | { kind: 'toggle' } | { kind: 'go' };

/**
 * What a key does in a tree, by the ARIA authoring practices: up and down go by visible rows, right opens or goes in,
 * left closes or goes out, Home and End to the ends, Enter and space go to the row's page. Undefined: not the tree's key.
 */
export function treeStep(rows: readonly TreeRow[], at: number, key: string): TreeStep | undefined {
  const row = rows[at];
  if (row === undefined) return undefined;
  const focus = (index: number): TreeStep => ({ kind: 'focus', index: Math.min(Math.max(index, 0), rows.length - 1) });
  switch (key) {
    case 'ArrowDown':
      return focus(at + 1);
    case 'ArrowUp':
      return focus(at - 1);
    case 'Home':
      return focus(0);
    case 'End':
      return focus(rows.length - 1);
    case 'ArrowRight':
      if (row.open === 'false') return { kind: 'toggle' };
      return row.open === 'true' && (rows[at + 1]?.level ?? 0) > row.level ? focus(at + 1) : focus(at);
    case 'ArrowLeft':
      return row.open === 'true' ? { kind: 'toggle' } : focus(parentOf(rows, at, row.level));
    case 'Enter':
    case ' ':
      return { kind: 'go' };
    default:
      return undefined;
  }
}

function parentOf(rows: readonly TreeRow[], at: number, level: number): number {
  for (let index = at - 1; index >= 0; index--) {
    if ((rows[index]?.level ?? 0) < level) return index;
  }
  return at;
}
