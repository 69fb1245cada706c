import type { i18n } from 'i18next';

/** What the server said no to: RFC 9457 with our `code`. Programs act on the code, people read its words. */
export class ApiProblem extends Error {
  readonly status: number;
  /** Stable snake_case; `unreachable` when no server answered, `unexpected` when it gave no code. */
  readonly code: string;
  /** Each fault with its place, in English; empty when the server names none. */
  readonly problems: readonly string[];

  constructor(status: number, code: string, detail: string, problems: readonly string[] = []) {
    super(detail);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.problems = problems;
  }
}

/** Reads the problem out of an answer that was not a success. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null);
  const { code, detail, problems } = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  return new ApiProblem(
    response.status,
    typeof code === 'string' ? code : 'unexpected',
    typeof detail === 'string' ? detail : response.statusText,
    Array.isArray(problems) ? problems.filter((one) => typeof one === 'string') : [],
  );
}

/** The sentence for a person. A code without words is named, so that it can be told on the telephone. */
export function problemText(i18next: i18n, problem: unknown): string {
  const code = problem instanceof ApiProblem ? problem.code : 'unexpected';
  const key = `problem.${code}`;
  const own = i18next.exists(key, { ns: 'shared' });
  const named = problem instanceof ApiProblem && code === 'unexpected' ? String(problem.status) : code;
  return own && code !== 'unexpected'
    ? i18next.t(key, { ns: 'shared' })
    : i18next.t('problem.unexpected', { ns: 'shared', code: named });
}
