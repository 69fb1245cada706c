import { Alert, Modal } from 'antd';
import { useWords } from '../../app/useWords';
import type { RetentionRule } from '../../api/types';
import { useProblemText } from '../../components/useProblemText';
import { useDeleteRetentionRule } from './queries';
import { TrialNotice } from './TrialNotice';

/** Asks once more, and says what goes without the rule: one that keeps for ever holds others off. */
export function TakeBackDialog({ rule, until, onClose }: { rule: RetentionRule; until: string; onClose: () => void }) {
  const { t } = useWords();
  const text = useProblemText();
  const remove = useDeleteRetentionRule(onClose);
  return (
    <Modal
      open
      title={t('retention.takeBackTitle')}
      okText={t('retention.takeBack')}
      cancelText={t('form.cancel')}
      confirmLoading={remove.isPending}
      onOk={() => remove.mutate(rule.id)}
      onCancel={onClose}
    >
      <TrialNotice until={until} trial={{ without: rule.id }} />
      {remove.isError && <Alert type="error" showIcon title={text(remove.error)} />}
    </Modal>
  );
}
