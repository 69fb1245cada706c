import { describe, expect, it } from 'vitest';
import { sharedWords } from '.';

function keys(words: object, prefix = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object' ? keys(value as object, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

const placeholders = (text: unknown): string[] => [...JSON.stringify(text).matchAll(/{{\w+}}/g)].map(String).sort();

describe('sharedWords', () => {
  it('BothLanguages_HaveTheSameKeysAndPlaceholders', () => {
    expect(keys(sharedWords.en)).toEqual(keys(sharedWords['zh-CN']));
    expect(placeholders(sharedWords.en)).toEqual(placeholders(sharedWords['zh-CN']));
  });
});
