import { Alert, Button, Input, Modal, Spin } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { clockTime } from '@tongtang/web';
import { useWords } from '../../app/useWords';
import { useProblemText } from '../../components/useProblemText';
import { useBeginNote, useDeleteNote, useSaveNote } from './queries';
import styles from './Visits.module.css';

interface NoteDialogProps {
  roomId: string;
  /** Whose picture is taken; undefined: there is none to take. */
  source: string | undefined;
  onClose: () => void;
}

const longestText = 2000;

/** The picture is taken as soon as it opens; then there is time to write. Closed without saving, nothing is kept. */
export function NoteDialog({ roomId, source, onClose }: NoteDialogProps) {
  const { t } = useWords();
  const problem = useProblemText();
  const [text, setText] = useState('');
  const begin = useBeginNote();
  const save = useSaveNote();
  const remove = useDeleteNote();
  const { mutate } = begin;
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    mutate({ roomId, source: source ?? null });
  }, [mutate, roomId, source]);
  const note = begin.data;
  const discard = () => {
    if (note !== undefined) remove.mutate(note.id);
    onClose();
  };
  return (
    <Modal
      open
      title={t('visits.newNote')}
      okText={t('form.save')}
      cancelText={t('visits.discard')}
      okButtonProps={{ disabled: note === undefined || text.trim() === '' }}
      confirmLoading={save.isPending}
      onOk={() => {
        if (note !== undefined) save.mutate({ id: note.id, text }, { onSuccess: onClose });
      }}
      onCancel={discard}
      mask={{ closable: false }}
    >
      {begin.isPending && (
        <div className={styles['taking']} role="status">
          <Spin /> {t('visits.taking')}
        </div>
      )}
      {begin.isError && (
        <Alert
          type="warning"
          showIcon
          title={problem(begin.error)}
          action={
            source !== undefined && (
              <Button onClick={() => mutate({ roomId, source: null })}>{t('visits.without')}</Button>
            )
          }
        />
      )}
      {note !== undefined && (
        <>
          {note.source !== null && (
            <img className={styles['large']} src={`/api/v1/visit-notes/${note.id}/picture`} alt={t('visits.picture')} />
          )}
          <p className={styles['soft']}>
            {[note.schoolName, note.roomName, note.title, note.teacher].filter((part) => part !== '').join(' · ')}
            {note.atSeconds !== null && ` · ${clockTime(note.atSeconds)}`}
          </p>
        </>
      )}
      <Input.TextArea
        className={styles['text'] ?? ''}
        aria-label={t('visits.text')}
        placeholder={t('visits.text')}
        value={text}
        onChange={({ target }) => setText(target.value)}
        rows={4}
        maxLength={longestText}
        showCount
        // It opens to be written into.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
      />
      {save.isError && <Alert type="error" showIcon title={problem(save.error)} />}
    </Modal>
  );
}
