// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { isTakenBy, wishOfKey } from './keyboard';

describe('wishOfKey', () => {
  it.each([
    [' ', { does: 'toggle' }],
    ['K', { does: 'toggle' }],
    ['j', { does: 'skip', seconds: -10 }],
    ['L', { does: 'skip', seconds: 10 }],
    ['ArrowLeft', { does: 'skip', seconds: -5 }],
    ['3', { does: 'large', view: 2 }],
    ['0', { does: 'sideBySide' }],
    ['f', { does: 'fullscreen' }],
    ['q', null],
    ['Tab', null],
  ])('%s', (key, wish) => {
    expect(wishOfKey(key)).toEqual(wish);
  });
});

describe('isTakenBy', () => {
  it('TextLists_KeepTheirKeys', () => {
    document.body.innerHTML = '<input id="text" /><select id="list"></select><input id="seek" data-player-keys />';
    expect(isTakenBy(document.getElementById('text'), 'j')).toBe(true);
    expect(isTakenBy(document.getElementById('list'), 'ArrowLeft')).toBe(true);
    expect(isTakenBy(document.getElementById('seek'), 'ArrowLeft')).toBe(false);
    expect(isTakenBy(document.body, ' ')).toBe(false);
  });

  it('AButton_KeepsOnlyWhatPressesIt', () => {
    document.body.innerHTML = '<button id="button"></button>';
    expect(isTakenBy(document.getElementById('button'), ' ')).toBe(true);
    expect(isTakenBy(document.getElementById('button'), 'j')).toBe(false);
  });
});
