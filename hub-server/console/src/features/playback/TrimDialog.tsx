import { Alert, Button, Form } from 'antd';
import { useWords } from '../../app/useWords';
import type { Recording, RecordingTrim } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { useTrim } from './editQueries';
import { secondsOfText, textOfSeconds } from './lessonTimes';
import { TimeInput } from './TimeInput';

interface TrimDialogProps {
  recording: Recording;
  here: () => number;
  onClose: () => void;
}

interface TrimForm {
  from: string;
  to: string;
}

/** From where to where the recording is played; nothing of it is deleted. */
export function TrimDialog({ recording, here, onClose }: TrimDialogProps) {
  const { t } = useWords();
  const save = useTrim(recording.id, onClose);
  const { trim } = recording;
  const isTime = {
    validator: (_: unknown, text: string) =>
      text === '' || secondsOfText(text) !== undefined
        ? Promise.resolve()
        : Promise.reject(new Error(t('edits.noTime'))),
  };
  return (
    <FormDialog<TrimForm, RecordingTrim>
      title={t('edits.trim')}
      initial={{ from: textOf(trim?.fromSeconds), to: textOf(trim?.toSeconds) }}
      save={save}
      toBody={({ from, to }) => ({ fromSeconds: secondsOfText(from) ?? null, toSeconds: secondsOfText(to) ?? null })}
      onClose={onClose}
    >
      <Form.Item name="from" label={t('edits.from')} extra={t('edits.fromHint')} rules={[isTime]}>
        <TimeInput label={t('edits.from')} here={here} />
      </Form.Item>
      <Form.Item name="to" label={t('edits.to')} extra={t('edits.toHint')} rules={[isTime]}>
        <TimeInput label={t('edits.to')} here={here} />
      </Form.Item>
      <Alert
        type="info"
        showIcon
        style={{ marginBottom: 14 }}
        title={t('edits.trimKept')}
        action={
          trim && (
            <Button size="small" loading={save.isPending} onClick={() => save.mutate({})}>
              {t('edits.untrim')}
            </Button>
          )
        }
      />
    </FormDialog>
  );
}

function textOf(seconds: number | null | undefined): string {
  return typeof seconds === 'number' ? textOfSeconds(seconds) : '';
}
