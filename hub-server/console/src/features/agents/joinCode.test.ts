import { expect, test } from 'vitest';
import { codeGroups, codeToType, joinFile } from './joinCode';

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ0123456789ABCDEF';
const code = { code: letters, hub: 'https://hub.example:8701', expiresAt: '2026-11-22T08:00:00.000Z' };

test('CodeGroups_FortyEightCharacters_AreTwelveGroupsOfFour', () => {
  expect(codeGroups(letters)).toHaveLength(12);
  expect(codeGroups(`${letters.slice(0, 4)}-${letters.slice(4, 8)} ${letters.slice(8)}@h:1`)).toEqual(
    codeGroups(letters),
  );
});

test('CodeToType_HubAddress_FollowsAsHostAndPort', () => {
  expect(codeToType(code)).toMatch(/^0123-4567-.*-CDEF@hub\.example:8701$/);
  expect(codeToType({ ...code, hub: '' })).toMatch(/-CDEF$/);
});

test('JoinFile_RoomWithQuotes_IsStillJson', () => {
  expect(JSON.parse(joinFile(code, '三年级"一"班'))).toEqual({
    hub: 'https://hub.example:8701',
    code: codeGroups(letters).join('-'),
    room: '三年级"一"班',
    expiresAt: '2026-11-22T08:00:00.000Z',
  });
});
