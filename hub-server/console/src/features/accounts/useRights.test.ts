import { expect, test } from 'vitest';
import type { Session } from '../../api/types';
import { hasRight } from './useRights';

const session: Session = {
  user: 'x',
  scope: { kind: 'region', id: 'r1' },
  roles: [],
  rights: [
    { right: 'see-rooms', places: [{ kind: 'region', id: 'r1' }] },
    { right: 'manage-tree', places: [{ kind: 'school', id: 's2' }] },
  ],
};

test.each([
  ['see-rooms', undefined, true],
  ['read-audit', undefined, false],
  ['see-rooms', { regionId: 'r1', schoolId: 's1' }, true],
  ['see-rooms', { regionId: 'r2', schoolId: 's2' }, false],
  ['manage-tree', { regionId: 'r1', schoolId: 's2' }, true],
  ['manage-tree', { regionId: 'r1' }, false],
] as const)('HasRight_%s_at_%o_is_%s', (right, at, expected) => {
  expect(hasRight(session, right, at)).toBe(expected);
});

test('HasRight_OfNobody_IsFalse', () => {
  expect(hasRight(null, 'see-rooms')).toBe(false);
});
