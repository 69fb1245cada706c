import { Alert, DatePicker, Form, Input, Modal, Radio } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import type { Alarm } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { formatDateTime } from '../../components/format';
import { useProblemText } from '../../components/useProblemText';
import { suppressionChoices } from './alarmFilters';
import styles from './AlarmDialogs.module.css';
import { useAlarmAction } from './queries';
import { useAlarmWords } from './useAlarmWords';

const longestNote = 500;

interface DialogProps {
  alarm: Alarm;
  onClose: () => void;
}

/** Says that somebody sees to it, and what they do. */
export function AcknowledgeDialog({ alarm, onClose }: DialogProps) {
  return <NoteDialog alarm={alarm} onClose={onClose} action="acknowledge" />;
}

/** Closes it by hand: the reason is gone and nobody will say so, or it was no reason. */
export function ClearDialog({ alarm, onClose }: DialogProps) {
  return <NoteDialog alarm={alarm} onClose={onClose} action="clear" />;
}

function NoteDialog({ alarm, onClose, action }: DialogProps & { action: 'acknowledge' | 'clear' }) {
  const { t } = useWords();
  const words = useAlarmWords();
  const save = useAlarmAction(alarm.id, onClose);
  return (
    <FormDialog
      title={t(`alarms.${action}Title`, { title: words.title(alarm), room: alarm.roomName })}
      initial={{ note: '' }}
      save={save}
      toBody={({ note }) => ({ action, note: note.trim() })}
      okText={t(`alarms.${action}`)}
      onClose={onClose}
    >
      <p className={styles['text']}>{t(`alarms.${action}Text`)}</p>
      <Form.Item name="note" label={t('alarms.note')}>
        <Input.TextArea rows={3} maxLength={longestNote} showCount placeholder={t(`alarms.${action}Example`)} />
      </Form.Item>
    </FormDialog>
  );
}

/** Until when nobody is called for it. */
export function SuppressDialog({ alarm, onClose }: DialogProps) {
  const { t } = useWords();
  const { language } = usePreferences();
  const words = useAlarmWords();
  const text = useProblemText();
  const save = useAlarmAction(alarm.id, onClose);
  const [choices] = useState(() => suppressionChoices(new Date()));
  const [chosen, setChosen] = useState<string>('hour');
  const [own, setOwn] = useState<Dayjs | null>(null);
  const until = chosen === 'own' ? own?.toDate() : choices.find(({ key }) => key === chosen)?.until;
  return (
    <Modal
      open
      title={t('alarms.suppressTitle', { title: words.title(alarm), room: alarm.roomName })}
      okText={t('alarms.suppress')}
      cancelText={t('form.cancel')}
      okButtonProps={{ disabled: until === undefined }}
      confirmLoading={save.isPending}
      onOk={() => until !== undefined && save.mutate({ action: 'suppress', until: until.toISOString() })}
      onCancel={onClose}
    >
      <p className={styles['text']}>{t('alarms.suppressText')}</p>
      <Radio.Group
        className={styles['choices'] ?? ''}
        aria-label={t('alarms.suppressUntil')}
        value={chosen}
        onChange={({ target }) => setChosen(String(target.value))}
        options={[
          ...choices.map(({ key, until: at }) => ({
            value: key,
            label: `${t(`alarms.choice.${key}`)}（${formatDateTime(language, at.toISOString()).slice(0, -3)}）`,
          })),
          { value: 'own', label: t('alarms.choice.own') },
        ]}
      />
      {chosen === 'own' && (
        <DatePicker
          className={styles['own'] ?? ''}
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          aria-label={t('alarms.suppressUntil')}
          value={own}
          minDate={dayjs()}
          maxDate={dayjs().add(99, 'day')}
          onChange={setOwn}
        />
      )}
      {save.isError && <Alert type="error" showIcon title={text(save.error)} />}
    </Modal>
  );
}
