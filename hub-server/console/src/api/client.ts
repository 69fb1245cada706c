import createClient from 'openapi-fetch';
import { ApiError, toApiError } from './ApiError';
import type { paths } from './schema';

/** The hub's API, typed by its own OpenAPI document. The session is a cookie of this origin. */
export const hub = createClient<paths>({ baseUrl: '/' });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Unwraps an answer: the data of a success, an {@link ApiError} for everything else, `offline` when the hub is not there. */
export async function ask<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (failure) {
    if (failure instanceof TypeError) throw new ApiError(0, 'offline', failure.message);
    throw failure;
  }
  if (!answer.response.ok) throw toApiError(answer.response.status, answer.error);
  return answer.data as T;
}
