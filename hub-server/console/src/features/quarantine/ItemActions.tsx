import { App, Button, Popconfirm } from 'antd';
import type { QuarantinedThing } from '../../api/types';
import { useWords } from '../../app/useWords';
import { useProblemText } from '../../components/useProblemText';
import { useDeleteItem, useRetryItem } from './queries';
import styles from './RoomQuarantine.module.css';

/** Once more to the hub, or away for ever. */
export function ItemActions({ room, item: { id, what } }: { room: string; item: QuarantinedThing }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const text = useProblemText();
  const retry = useRetryItem(room);
  const remove = useDeleteItem(room);
  const onError = (error: unknown) => void message.error(text(error), 6);
  return (
    <div className={styles['actions']}>
      <Button
        size="small"
        aria-label={t('quarantine.retryOf', { what })}
        loading={retry.isPending}
        onClick={() => retry.mutate(id, { onError, onSuccess: () => void message.success(t('quarantine.retried')) })}
      >
        {t('quarantine.retry')}
      </Button>
      <Popconfirm
        title={t('quarantine.deleteSure')}
        okText={t('quarantine.delete')}
        cancelText={t('form.cancel')}
        okButtonProps={{ danger: true }}
        onConfirm={() => remove.mutate(id, { onError })}
      >
        <Button danger size="small" aria-label={t('quarantine.deleteOf', { what })} loading={remove.isPending}>
          {t('quarantine.delete')}
        </Button>
      </Popconfirm>
    </div>
  );
}
