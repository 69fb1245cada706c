import { expect, test } from 'vitest';
import { answerOf } from './singleSignOn';

test('a code comes back with its state, and with who sent it', () => {
  expect(answerOf(new URLSearchParams('code=c&state=s&iss=https%3A%2F%2Fid'))).toEqual({
    code: 'c',
    state: 's',
    issuer: 'https://id',
  });
  expect(answerOf(new URLSearchParams('code=c&state=s'))).toEqual({ code: 'c', state: 's', issuer: null });
});

test('what has no code says why', () => {
  expect(answerOf(new URLSearchParams('error=access_denied&state=s'))).toEqual({ refused: 'access_denied' });
  expect(answerOf(new URLSearchParams(''))).toEqual({ refused: '' });
  expect(answerOf(new URLSearchParams('code=c'))).toEqual({ refused: '' });
});
