import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedWords } from '../words';
import { ApiProblem, problemOf, problemText } from './problem';

beforeAll(async () => {
  await i18next.init({
    showSupportNotice: false,
    lng: 'zh-CN',
    resources: { 'zh-CN': { shared: sharedWords['zh-CN'] } },
  });
});

describe('problemOf', () => {
  it('ProblemDetails_GiveCodeAndDetail', async () => {
    const body = JSON.stringify({ code: 'pin_wrong', detail: 'The PIN is wrong.' });
    const problem = await problemOf(new Response(body, { status: 403 }));
    expect(problem).toMatchObject({ status: 403, code: 'pin_wrong', message: 'The PIN is wrong.' });
  });

  it('SomethingElse_IsUnexpected', async () => {
    expect(await problemOf(new Response('<html>', { status: 502 }))).toMatchObject({ status: 502, code: 'unexpected' });
  });
});

describe('problemText', () => {
  it.each([
    [new ApiProblem(403, 'pin_wrong', ''), '密码不对。'],
    [new ApiProblem(409, 'brand_new_code', ''), '没有成功（brand_new_code），请稍后再试。'],
    [new ApiProblem(502, 'unexpected', ''), '没有成功（502），请稍后再试。'],
    [new TypeError('x'), '没有成功（unexpected），请稍后再试。'],
  ])('%s', (problem, text) => {
    expect(problemText(i18next, problem)).toBe(text);
  });
});
