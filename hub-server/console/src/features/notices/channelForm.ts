import type {
  ChannelKind,
  MailSecurity,
  NewNoticeChannel,
  NoticeChannel,
  NoticeChannelChange,
  Scope,
} from '../../api/types';

/** A way out as its form has it. */
export interface ChannelForm {
  kind: ChannelKind;
  name: string;
  place: Scope['kind'];
  region?: string | undefined;
  school?: string | undefined;
  /** Of a robot or a program; empty keeps what is there. */
  url: string;
  host: string;
  port: number;
  security: MailSecurity;
  user: string;
  sender: string;
  /** Empty keeps what is there. */
  secret: string;
}

/** The usual port of each way to secure the line. */
export const usualPorts: Record<MailSecurity, number> = { tls: 465, 'start-tls': 587, none: 25 };

/** What only mail has. */
const nobody = { host: '', port: 0, security: 'none', user: '', sender: '' } as const;

export function formOfChannel(channel: NoticeChannel | undefined, place: Scope['kind']): ChannelForm {
  return {
    kind: channel?.kind ?? 'mail',
    name: channel?.name ?? '',
    place,
    url: '',
    host: channel?.host ?? '',
    port: channel === undefined || channel.port === 0 ? usualPorts.tls : channel.port,
    security: channel?.kind === 'mail' ? channel.security : 'tls',
    user: channel?.user ?? '',
    sender: channel?.sender ?? '',
    secret: '',
  };
}

export function newChannelOf(form: ChannelForm): NewNoticeChannel {
  const { kind, place, region, school, secret } = form;
  const id = place === 'region' ? region : place === 'school' ? school : undefined;
  return {
    kind,
    name: form.name.trim(),
    scope: { kind: place, id: id ?? null },
    ...(kind === 'mail' ? { url: '', ...mailOf(form) } : { ...nobody, url: form.url.trim() }),
    secret: kind === 'mail' || kind === 'dingtalk' ? secret : '',
  };
}

/** Only what is filled in: the hub gives no secrets back, so an empty field keeps them. */
export function changeOf(form: ChannelForm): Partial<NoticeChannelChange> {
  return {
    name: form.name.trim(),
    ...(form.kind === 'mail' ? mailOf(form) : form.url.trim() === '' ? {} : { url: form.url.trim() }),
    ...(form.secret === '' ? {} : { secret: form.secret }),
  };
}

function mailOf({ host, port, security, user, sender }: ChannelForm) {
  return { host: host.trim(), port, security, user: security === 'none' ? '' : user.trim(), sender: sender.trim() };
}
