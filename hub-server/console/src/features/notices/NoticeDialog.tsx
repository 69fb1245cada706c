import { Form, Input } from 'antd';
import type { NoticeWish, OfferedChannel, OwnNotice } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { FormDialog } from '../../components/FormDialog';
import { NamedSelect } from '../../components/NamedSelect';
import { useSaveNotice } from './queries';
import { WishFields } from './WishFields';
import { formOf, usualForm, wishOf, type WishForm } from './wishForm';

interface NoticeDialogProps {
  /** Undefined makes a new one. */
  notice: OwnNotice | undefined;
  channels: OfferedChannel[];
  onClose: () => void;
}

/** What I want to be told, and how. */
export function NoticeDialog({ notice, channels, onClose }: NoticeDialogProps) {
  const { t } = useWords();
  const { language } = usePreferences();
  const save = useSaveNotice(notice?.id, onClose);
  const isMail = (id: unknown) => channels.find((one) => one.id === id)?.kind === 'mail';
  const initial =
    notice === undefined ? { ...usualForm(language), channelId: channels[0]?.id ?? '' } : formOf(notice.wish);
  return (
    <FormDialog<WishForm, NoticeWish>
      title={t(notice === undefined ? 'notices.add' : 'notices.change')}
      initial={initial}
      save={save}
      toBody={(form) =>
        wishOf(
          { ...form, address: isMail(form.channelId) ? form.address : '', paused: notice?.wish.paused ?? false },
          notice?.wish,
        )
      }
      onClose={onClose}
    >
      <Form.Item
        name="channelId"
        label={t('notices.channel')}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <NamedSelect<string>
          label={t('notices.channel')}
          options={channels.map(({ id, kind, name }) => ({ value: id, label: `${t(`noticeKind.${kind}`)} · ${name}` }))}
        />
      </Form.Item>
      <Form.Item noStyle shouldUpdate={(before: WishForm, after: WishForm) => before.channelId !== after.channelId}>
        {({ getFieldValue }) =>
          isMail(getFieldValue('channelId')) ? (
            <Form.Item
              name="address"
              label={t('notices.address')}
              rules={[{ required: true, message: t('form.required') }]}
            >
              <Input type="email" maxLength={254} autoComplete="email" />
            </Form.Item>
          ) : null
        }
      </Form.Item>
      <WishFields several={(notice?.wish.places.length ?? 0) > 1} />
    </FormDialog>
  );
}
