import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Space } from 'antd';
import { useWords } from '../../app/useWords';
import type { Recording, SetChapters } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import styles from './ChaptersDialog.module.css';
import { useSetChapters } from './editQueries';
import { secondsOfText, textOfSeconds } from './lessonTimes';
import { TimeInput } from './TimeInput';

const [longestTitle, most] = [100, 200];

interface ChaptersDialogProps {
  recording: Recording;
  here: () => number;
  onClose: () => void;
}

interface ChapterForm {
  chapters: { at: string; title: string }[];
}

/** The parts of a lesson by name; without them they are the teacher's marks. */
export function ChaptersDialog({ recording, here, onClose }: ChaptersDialogProps) {
  const { t } = useWords();
  const save = useSetChapters(recording.id, onClose);
  return (
    <FormDialog<ChapterForm, SetChapters>
      title={t('edits.chapters')}
      initial={{
        chapters: (recording.chapters ?? []).map(({ atSeconds, title }) => ({ at: textOfSeconds(atSeconds), title })),
      }}
      save={save}
      toBody={({ chapters }) => ({
        chapters: chapters.map(({ at, title }) => ({ atSeconds: secondsOfText(at) ?? 0, title: title.trim() })),
      })}
      onClose={onClose}
    >
      <Form.List name="chapters">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <Chapter key={key} name={name} here={here} onRemove={() => remove(name)} />
            ))}
            <Space wrap style={{ marginBottom: 14 }}>
              <Button
                icon={<PlusOutlined aria-hidden />}
                disabled={fields.length >= most}
                onClick={() => add({ at: textOfSeconds(here()), title: '' })}
              >
                {t('edits.addChapter')}
              </Button>
              {recording.chaptersEdited === true && (
                <Button loading={save.isPending} onClick={() => save.mutate({ chapters: null })}>
                  {t('edits.marksAgain')}
                </Button>
              )}
            </Space>
          </>
        )}
      </Form.List>
    </FormDialog>
  );
}

function Chapter({ name, here, onRemove }: { name: number; here: () => number; onRemove: () => void }) {
  const { t } = useWords();
  const number = name + 1;
  const isTime = {
    validator: (_: unknown, text: string) =>
      secondsOfText(text) === undefined ? Promise.reject(new Error(t('edits.noTime'))) : Promise.resolve(),
  };
  return (
    <div className={styles['row']}>
      <Form.Item name={[name, 'at']} rules={[isTime]} className={styles['field'] ?? ''}>
        <TimeInput label={t('edits.chapterAt', { number })} here={here} />
      </Form.Item>
      <Form.Item
        name={[name, 'title']}
        rules={[{ required: true, whitespace: true, message: t('form.required') }]}
        className={styles['field'] ?? ''}
      >
        <Input aria-label={t('edits.chapterTitle', { number })} maxLength={longestTitle} />
      </Form.Item>
      <Button
        type="text"
        icon={<DeleteOutlined aria-hidden />}
        aria-label={t('edits.removeChapter', { number })}
        onClick={onRemove}
      />
    </div>
  );
}
