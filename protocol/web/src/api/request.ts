import { ApiProblem, problemOf } from './problem';

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON. Unsafe requests always carry a JSON body: the servers take nothing else. */
  body?: unknown;
  /** The version that was changed, or `*`: whatever is there. */
  ifMatch?: string;
  signal?: AbortSignal;
}

/** What the server has, and its version by its ETag; empty when it tells none. */
export interface Versioned<T> {
  value: T;
  version: string;
}

/** Asks the server that served this page. Throws {@link ApiProblem}; undefined when the answer has no body. */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  return (await requestVersioned<T>(path, options)).value;
}

/** The same, of things that have a version. */
export async function requestVersioned<T>(path: string, options: RequestOptions = {}): Promise<Versioned<T>> {
  const { method = 'GET', body, ifMatch, signal } = options;
  const response = await fetch(path, {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    },
    body: method === 'GET' || method === 'DELETE' ? null : JSON.stringify(body ?? {}),
    signal: signal ?? null,
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ApiProblem(0, 'unreachable', `No answer from ${path}.`);
  });
  if (!response.ok) throw await problemOf(response);
  const text = await response.text();
  return {
    value: (text === '' ? undefined : JSON.parse(text)) as T,
    version: response.headers.get('etag') ?? '',
  };
}
