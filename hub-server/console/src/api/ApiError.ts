import type { Problem } from './types';

/** An answer of the hub that is not a success: programs act on `code`, pages translate it, `message` is for logs. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** What else the hub says about it, for instance how many rooms a school still holds. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, detail: string, more: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.more = more;
  }
}

/** Reads a problem document (RFC 9457); anything else, such as a proxy's page, becomes `http_<status>`. */
export function toApiError(status: number, body: unknown): ApiError {
  if (typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string') {
    const problem = body as Partial<Problem>;
    return new ApiError(status, body.code, problem.detail ?? body.code, body);
  }
  return new ApiError(status, `http_${status}`, typeof body === 'string' ? body.slice(0, 200) : `HTTP ${status}`);
}
