import { Alert, Modal } from 'antd';
import { useWords } from '../../app/useWords';
import { useProblemText } from '../../components/useProblemText';
import { useFleetChange } from './fleetChanges';

interface DeleteDialogProps {
  id: string;
  name: string;
  /** Why it cannot go, when the page already knows: what it still holds. */
  refusal?: string | undefined;
  /** What goes with it. */
  warning: string;
  remove: () => Promise<unknown>;
  onDone?: () => void;
  onClose: () => void;
}

/** Asks before a region, school or room goes; one that holds anything is refused, saying what. */
export function DeleteDialog({ id, name, refusal, warning, remove, onDone, onClose }: DeleteDialogProps) {
  const { t } = useWords();
  const text = useProblemText();
  const done = () => {
    onClose();
    onDone?.();
  };
  const change = useFleetChange(remove, done, id);
  const refused = refusal !== undefined;
  return (
    <Modal
      open
      title={t('fleet.deleteTitle', { name })}
      okText={refused ? t('form.understood') : t('form.delete')}
      cancelText={t('form.cancel')}
      okButtonProps={{ danger: !refused }}
      cancelButtonProps={{ style: refused ? { display: 'none' } : {} }}
      confirmLoading={change.isPending}
      onOk={() => (refused ? onClose() : change.mutate(undefined))}
      onCancel={onClose}
    >
      {refused ? <Alert type="warning" showIcon title={refusal} /> : <p>{warning}</p>}
      {change.isError && <Alert type="error" showIcon title={text(change.error)} style={{ marginTop: 12 }} />}
    </Modal>
  );
}
