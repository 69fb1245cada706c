import { describe, expect, it } from 'vitest';
import { auditQuery, changeAudit, exportAddress, isNarrowed, readAudit, writeAudit } from './auditFilters';

const school = '0'.repeat(32);

describe('auditFilters', () => {
  it('come back from the address as they were written', () => {
    const filters = readAudit(
      new URLSearchParams(
        `thing=一中&actor=王&action=change&outcome=done&kind=school&school=${school}&from=2026-09-01&page=3`,
      ),
    );
    expect(readAudit(writeAudit(filters))).toEqual(filters);
    expect(isNarrowed(filters)).toBe(true);
  });

  it('drop what makes no sense', () => {
    const filters = readAudit(new URLSearchParams('action=fly&outcome=maybe&kind=king&school=x&from=never&page=0'));
    expect(writeAudit(filters).toString()).toBe('');
    expect(isNarrowed(filters)).toBe(false);
  });

  it('go back to the first page when changed', () => {
    expect(auditQuery(changeAudit(readAudit(new URLSearchParams('page=3')), { actor: '王' }))).toEqual({
      actor: '王',
      page: 1,
      pageSize: 50,
    });
  });

  it('narrow the file as they narrow the page', () => {
    expect(exportAddress(readAudit(new URLSearchParams('action=sign-in&page=3')), 'jsonl')).toBe(
      '/api/v1/audit/export?action=sign-in&format=jsonl',
    );
  });
});
