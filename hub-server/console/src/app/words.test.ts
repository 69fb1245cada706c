import { expect, test } from 'vitest';
import en from './words/en.json';
import zhCN from './words/zh-CN.json';

type Tree = { [key: string]: string | Tree };

/** Keys with their texts; what differs by number in one language only counts as one key. */
function leaves(tree: Tree, before = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string'
      ? [[`${before}${key}`.replace(/_(one|other)$/, ''), value]]
      : leaves(value, `${before}${key}.`),
  );
}

const sources = import.meta.glob<string>('../**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true });

const chinese = new Map(leaves(zhCN));
const english = new Map(leaves(en));

test('Words_BothLanguages_HaveTheSameKeys', () => {
  expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
});

test('Words_BothLanguages_NameTheSameValues', () => {
  const valuesOf = (text: string | undefined) =>
    [...(text ?? '').matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
  for (const [key, text] of chinese) expect([key, valuesOf(english.get(key))]).toEqual([key, valuesOf(text)]);
});

test('Words_NoKeyStandsTwice', () => {
  const files = import.meta.glob<string>('./words/*.json', { query: '?raw', import: 'default', eager: true });
  for (const [name, text] of Object.entries(files)) {
    const sections = [...text.matchAll(/^ {2}"(\w+)":/gm)].map((match) => match[1]);
    expect([name, sections]).toEqual([name, [...new Set(sections)]]);
  }
});

test('Words_NoTextIsEmpty', () => {
  for (const [key, text] of [...chinese, ...english]) expect([key, text.trim()]).not.toEqual([key, '']);
});

test('Code_HasNoSentenceOfItsOwn', () => {
  const files = Object.entries(sources).filter(([name]) => !/\.test\.tsx?$|\.d\.ts$/.test(name));
  expect(files.length).toBeGreaterThan(50);
  for (const [name, text] of files) {
    // Chinese outside comments, but for the language's own name in the menu.
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').replace('>简体中文<', '');
    expect([name, /\p{Script=Han}/u.exec(code)?.[0]]).toEqual([name, undefined]);
    // English text between tags.
    expect([name, />\s*[A-Z][a-z]+ [a-z]+[^<>{}=;]*</.exec(code)?.[0]]).toEqual([name, undefined]);
  }
});
