import { ApiProblem } from '@tongtang/web';
import { ApiError } from '../../api/ApiError';

/** The forms that panel and console share read the problems of box and hub alike. */
export async function forSharedForms<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof ApiError ? new ApiProblem(error.status, error.code, error.message) : error;
  }
}
