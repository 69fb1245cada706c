import { describe, expect, it } from 'vitest';
import en from './en.json';
import zhCN from './zh-CN.json';

function texts(words: object, prefix = ''): [key: string, text: string][] {
  return Object.entries(words).flatMap(([key, value]: [string, string | object]) =>
    typeof value === 'object'
      ? texts(value, `${prefix}${key}.`)
      : [[`${prefix}${key}`, value] satisfies [string, string]],
  );
}

const placeholders = (text: string): string[] => [...text.matchAll(/{{(\w+)}}/g)].map((match) => match[0]).sort();

describe('words', () => {
  it('BothLanguages_HaveTheSameKeys', () => {
    // English has two forms where it counts, Chinese one.
    const keys = texts(en).map(([key]) => key.replace(/_(one|other)$/, ''));
    expect([...new Set(keys)]).toEqual(texts(zhCN).map(([key]) => key));
  });

  it.each(texts(zhCN))('%s has the same placeholders in both', (key, text) => {
    const others = texts(en).filter(([candidate]) => candidate.replace(/_(one|other)$/, '') === key);
    for (const [, other] of others) expect(placeholders(other)).toEqual(placeholders(text));
  });
});
