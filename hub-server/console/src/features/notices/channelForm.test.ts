import { expect, test } from 'vitest';
import { changeOf, formOfChannel, newChannelOf } from './channelForm';

const form = {
  ...formOfChannel(undefined, 'hub'),
  name: ' 区邮箱 ',
  host: ' mail.example.edu.cn ',
  user: 'hub',
  sender: 'a@b.cn',
};

test('NewChannel_OfMail_HasServerAndPassword', () => {
  expect(newChannelOf({ ...form, secret: 'p' })).toEqual({
    kind: 'mail',
    name: '区邮箱',
    scope: { kind: 'hub', id: null },
    url: '',
    host: 'mail.example.edu.cn',
    port: 465,
    security: 'tls',
    user: 'hub',
    sender: 'a@b.cn',
    secret: 'p',
  });
});

test('NewChannel_OfARobot_HasItsAddressAndPlaceOnly', () => {
  expect(
    newChannelOf({ ...form, kind: 'wecom', place: 'school', school: 's', url: ' https://x ', secret: 'left over' }),
  ).toEqual({
    kind: 'wecom',
    name: '区邮箱',
    scope: { kind: 'school', id: 's' },
    url: 'https://x',
    host: '',
    port: 0,
    security: 'none',
    user: '',
    sender: '',
    secret: '',
  });
});

test('NewChannel_InTheClear_SendsNoUser', () => {
  expect(newChannelOf({ ...form, security: 'none' }).user).toBe('');
});

test('Change_WithEmptySecrets_LeavesThemAlone', () => {
  expect(Object.keys(changeOf({ ...form, kind: 'dingtalk' }))).toEqual(['name']);
  expect(changeOf({ ...form, kind: 'dingtalk', url: 'https://y', secret: 'SEC' })).toEqual({
    name: '区邮箱',
    url: 'https://y',
    secret: 'SEC',
  });
  expect(Object.keys(changeOf(form))).not.toContain('secret');
});
