import { Form, Input, InputNumber, Radio } from 'antd';
import { useState } from 'react';
import type {
  ChannelKind,
  MailSecurity,
  NewNoticeChannel,
  NoticeChannel,
  NoticeChannelChange,
  Scope,
} from '../../api/types';
import { useWords } from '../../app/useWords';
import { FormDialog } from '../../components/FormDialog';
import { ShownOnce } from '../../components/ShownOnce';
import { NamedSelect } from '../../components/NamedSelect';
import { useSession } from '../accounts/session';
import { RegionSelect } from '../fleet/RegionSelect';
import { SchoolSelect } from '../fleet/SchoolSelect';
import { changeOf, formOfChannel, newChannelOf, usualPorts, type ChannelForm } from './channelForm';
import { useChangeChannel, useCreateChannel } from './queries';

const kinds: readonly ChannelKind[] = ['mail', 'wecom', 'dingtalk', 'webhook'];
const securities: readonly MailSecurity[] = ['tls', 'start-tls', 'none'];
/** From the widest. */
const places: readonly Scope['kind'][] = ['hub', 'region', 'school'];

/** Makes a way out, or changes one. */
export function ChannelDialog({ channel, onClose }: { channel: NoticeChannel | undefined; onClose: () => void }) {
  return channel === undefined ? <NewChannel onClose={onClose} /> : <Channel channel={channel} onClose={onClose} />;
}

function NewChannel({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const own = useSession().data?.scope.kind ?? 'school';
  const [secret, setSecret] = useState<string>();
  const create = useCreateChannel((made) => (made.secret === null ? onClose() : setSecret(made.secret)));
  if (secret !== undefined)
    return (
      <ShownOnce
        title={t('webhooks.secretTitle')}
        warning={t('webhooks.secretOnce')}
        secret={secret}
        onClose={onClose}
      />
    );
  const required = [{ required: true, message: t('form.required') }];
  return (
    <FormDialog<ChannelForm, NewNoticeChannel>
      title={t('notices.newChannel')}
      initial={formOfChannel(undefined, own)}
      save={create}
      toBody={newChannelOf}
      onClose={onClose}
    >
      <Form.Item name="kind" label={t('notices.kind')}>
        <Radio.Group options={kinds.map((value) => ({ value, label: t(`noticeKind.${value}`) }))} />
      </Form.Item>
      <Fields isNew />
      <Form.Item name="place" label={t('notices.scope')} extra={t('notices.scopeHint')}>
        <Radio.Group
          options={places.slice(places.indexOf(own)).map((value) => ({ value, label: t(`scope.${value}`) }))}
        />
      </Form.Item>
      <Form.Item noStyle shouldUpdate={(before: ChannelForm, after: ChannelForm) => before.place !== after.place}>
        {({ getFieldValue }) =>
          getFieldValue('place') === 'region' ? (
            <Form.Item name="region" label={t('fleet.region')} rules={required}>
              <RegionSelect label={t('fleet.region')} />
            </Form.Item>
          ) : getFieldValue('place') === 'school' ? (
            <Form.Item name="school" label={t('fleet.school')} rules={required}>
              <SchoolSelect label={t('fleet.school')} />
            </Form.Item>
          ) : null
        }
      </Form.Item>
    </FormDialog>
  );
}

function Channel({ channel, onClose }: { channel: NoticeChannel; onClose: () => void }) {
  const save = useChangeChannel(channel.id, onClose);
  return (
    <FormDialog<ChannelForm, NoticeChannelChange>
      title={channel.name}
      initial={formOfChannel(channel, channel.scope.kind)}
      save={save}
      toBody={(form) => changeOf({ ...form, kind: channel.kind })}
      onClose={onClose}
    >
      <Form.Item name="kind" hidden>
        <Input />
      </Form.Item>
      <Fields isNew={false} />
    </FormDialog>
  );
}

/** What each kind needs. */
function Fields({ isNew }: { isNew: boolean }) {
  const { t } = useWords();
  const required = [{ required: true, message: t('form.required') }];
  return (
    <>
      <Form.Item name="name" label={t('notices.name')} rules={required}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item
        noStyle
        shouldUpdate={(before: ChannelForm, after: ChannelForm) =>
          before.kind !== after.kind || before.security !== after.security
        }
      >
        {({ getFieldValue, setFieldValue }) => {
          const kind = getFieldValue('kind') as ChannelKind;
          if (kind === 'mail') {
            const security = getFieldValue('security') as MailSecurity;
            return (
              <MailFields
                isNew={isNew}
                signsIn={security !== 'none'}
                onSecurity={(next) => setFieldValue('port', usualPorts[next])}
              />
            );
          }
          return (
            <>
              <Form.Item
                name="url"
                label={t('notices.url')}
                extra={t(isNew ? `noticeUrlHint.${kind}` : 'notices.keepsUrl')}
                rules={isNew ? required : []}
              >
                <Input maxLength={500} inputMode="url" autoComplete="off" />
              </Form.Item>
              {kind === 'dingtalk' && (
                <SecretField label={t('notices.signingKey')} isNew={isNew} hint={t('notices.signingHint')} />
              )}
            </>
          );
        }}
      </Form.Item>
    </>
  );
}

function MailFields(props: { isNew: boolean; signsIn: boolean; onSecurity: (security: MailSecurity) => void }) {
  const { isNew, signsIn, onSecurity } = props;
  const { t } = useWords();
  const required = [{ required: true, message: t('form.required') }];
  return (
    <>
      <Form.Item name="host" label={t('notices.host')} rules={required}>
        <Input maxLength={253} placeholder="smtp.example.edu.cn" />
      </Form.Item>
      <Form.Item name="security" label={t('notices.security')}>
        <NamedSelect<MailSecurity>
          label={t('notices.security')}
          onChange={onSecurity}
          options={securities.map((value) => ({ value, label: t(`mailSecurity.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="port" label={t('notices.port')} rules={required}>
        <InputNumber min={1} max={65535} precision={0} />
      </Form.Item>
      <Form.Item name="sender" label={t('notices.sender')} rules={required}>
        <Input type="email" maxLength={254} autoComplete="off" />
      </Form.Item>
      {signsIn && (
        <>
          <Form.Item name="user" label={t('notices.user')}>
            <Input maxLength={254} autoComplete="off" />
          </Form.Item>
          <SecretField label={t('notices.password')} isNew={isNew} />
        </>
      )}
    </>
  );
}

function SecretField({ label, isNew, hint }: { label: string; isNew: boolean; hint?: string }) {
  const { t } = useWords();
  return (
    <Form.Item name="secret" label={label} extra={isNew ? hint : t('notices.keepsSecret')}>
      <Input.Password maxLength={500} autoComplete="new-password" />
    </Form.Item>
  );
}
