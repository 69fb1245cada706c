import { describe, expect, it } from 'vitest';
import {
  changeVisits,
  isNarrowed,
  noteQuery,
  noteTableAddress,
  readVisits,
  watchQuery,
  writeVisits,
} from './visitFilters';

const id = 'a'.repeat(32);
const read = (text: string) => readVisits(new URLSearchParams(text));

describe('the address of visits', () => {
  it('is read and written the same', () => {
    const text = `list=watches&q=x&school=${id}&room=${id}&from=2026-09-01&to=2026-09-02&mine=1&page=2`;
    expect(writeVisits(read(text)).toString()).toBe(text);
    expect(writeVisits(read('')).toString()).toBe('');
  });

  it('passes over what makes no sense', () => {
    expect(writeVisits(read('list=all&school=1&room=..&from=x&mine=yes&page=0')).toString()).toBe('');
  });

  it('goes back to the first page, and another school takes its room along', () => {
    const filters = read(`school=${id}&room=${id}&page=3`);
    expect(changeVisits(filters, { q: 'x' })).toMatchObject({ page: 1, room: id });
    expect(changeVisits(filters, { school: 'b'.repeat(32) }).room).toBeUndefined();
    expect([isNarrowed(filters), isNarrowed(read('list=watches&page=2'))]).toEqual([true, false]);
  });

  it('asks for whole days', () => {
    const { from = '', to = '' } = watchQuery(read('from=2026-09-01&to=2026-09-01')) as { from?: string; to?: string };
    expect(Date.parse(to) - Date.parse(from)).toBe(86_400_000);
  });

  it('asks for own notes only where there are notes', () => {
    const filters = read(`mine=1&q=%E4%B8%80&room=${id}&page=2`);
    expect(noteQuery(filters)).toMatchObject({ mine: true, q: '一', room: id, page: 2 });
    expect(watchQuery(filters)).not.toHaveProperty('mine');
    expect(noteTableAddress(filters)).toBe(`/api/v1/visit-notes.csv?q=%E4%B8%80&room=${id}&mine=true`);
  });
});
