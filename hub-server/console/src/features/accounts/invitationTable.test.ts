import { expect, it } from 'vitest';
import { invitationTable } from './invitationTable';

it('opens in an office program and holds no formula', () => {
  const one = { accountId: '1', user: '=SUM("a",1)', address: '/reset-password#token=x', expiresAt: '2026-09-01' };
  expect(invitationTable([one], 'https://hub.example')).toBe(
    '\uFEFFuser,link,until\r\n"\'=SUM(""a"",1)",https://hub.example/reset-password#token=x,2026-09-01\r\n',
  );
});
