import type { NoticeChannel, NoticeWish } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { FormDialog } from '../../components/FormDialog';
import { useSetChannelRule } from './queries';
import { WishFields } from './WishFields';
import { formOf, usualForm, wishOf, type WishForm } from './wishForm';

/** What a group or a program gets. */
export function ChannelRuleDialog({ channel, onClose }: { channel: NoticeChannel; onClose: () => void }) {
  const { t } = useWords();
  const { language } = usePreferences();
  const save = useSetChannelRule(channel.id, onClose);
  const wish = channel.rule?.wish;
  return (
    <FormDialog<WishForm, NoticeWish>
      title={t('notices.getsOf', { name: channel.name })}
      initial={wish === undefined ? usualForm(language) : formOf(wish)}
      save={save}
      toBody={(form) => wishOf({ ...form, channelId: channel.id, address: '', paused: false }, wish)}
      onClose={onClose}
    >
      <WishFields several={(wish?.places.length ?? 0) > 1} />
    </FormDialog>
  );
}
