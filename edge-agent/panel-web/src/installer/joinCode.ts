/** Characters of a join code: Crockford's base 32, without I, L, O and U. */
const foreign = /[^0-9A-HJKMNP-TV-Z]/u;
export const joinCodeLength = 48;

export interface JoinCodeText {
  /** How many characters of the code are there. */
  count: number;
  /** The first character that no code has, or null. */
  wrong: string | null;
  /** The hub's address stands behind the code. */
  hasHub: boolean;
}

/** Looks at what has been typed so far. Whether the code is right, only the box can tell. */
export function readJoinCode(text: string): JoinCodeText {
  const at = text.indexOf('@');
  const written = at < 0 ? text : text.slice(0, at);
  const code = written.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  const wrong = foreign.exec(code)?.[0] ?? null;
  return { count: code.length, wrong, hasHub: at >= 0 && text.slice(at + 1).trim() !== '' };
}

/** What is in `tongtang-join.json` on a USB stick. */
export interface JoinFile {
  hub: string;
  code: string;
  room: string;
}

/** Reads a join file, or null when it is none. */
export function readJoinFile(text: string): JoinFile | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { hub, code, room } = value as Record<string, unknown>;
  if (typeof hub !== 'string' || typeof code !== 'string') return null;
  return { hub, code, room: typeof room === 'string' ? room : '' };
}
