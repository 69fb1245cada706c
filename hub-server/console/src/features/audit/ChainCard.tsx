import { Alert, App, Button, Progress } from 'antd';
import type { AuditState } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { Moment } from '../../components/Moment';
import { StatusTag } from '../../components/StatusTag';
import { useProblemText } from '../../components/useProblemText';
import { useHubRight } from '../accounts/useRights';
import { useAuditState, useCheck } from './queries';
import styles from './Audit.module.css';

/** Whether the audit is as it was written, and who else has it. */
export function ChainCard() {
  const { t } = useWords();
  const text = useProblemText();
  const { message } = App.useApp();
  const state = useAuditState().data;
  const check = useCheck();
  const whole = useHubRight('read-audit');
  if (state === undefined) return null;
  return (
    <Card>
      <div className={styles['state']}>
        <Chain check={state.check} />
        <span>{t('audit.kept', { rows: state.rows, days: state.keptDays })}</span>
        <Collector {...state.collector} />
        {whole && (
          <Button
            loading={check.isPending || state.check?.state === 'running'}
            onClick={() => check.mutate(undefined, { onError: (error) => void message.error(text(error)) })}
          >
            {t('audit.checkNow')}
          </Button>
        )}
      </div>
    </Card>
  );
}

function Chain({ check }: Pick<AuditState, 'check'>) {
  const { t } = useWords();
  if (check === null)
    return (
      <StatusTag tone="grey" glyph="ring">
        {t('audit.neverChecked')}
      </StatusTag>
    );
  if (check.state === 'running')
    return (
      <div className={styles['progress']}>
        <Progress
          percent={check.total === 0 ? 100 : Math.floor((100 * Math.min(check.checked, check.total)) / check.total)}
          aria-label={t('audit.checking')}
        />
      </div>
    );
  if (check.state === 'broken')
    return (
      <Alert
        type="error"
        showIcon
        title={t('audit.brokenAt', { seq: check.brokenSeq ?? 0 })}
        description={t('audit.brokenText')}
      />
    );
  return (
    <span>
      <StatusTag tone={check.state === 'sound' ? 'green' : 'yellow'} glyph={check.state === 'sound' ? 'check' : 'dash'}>
        {t(check.state === 'sound' ? 'audit.sound' : 'audit.interrupted')}
      </StatusTag>{' '}
      <span className={styles['soft']}>
        <Moment at={check.finishedAt ?? check.begunAt} />
      </span>
    </span>
  );
}

function Collector({ host, connected, waiting, problem }: AuditState['collector']) {
  const { t } = useWords();
  if (host === '') return null;
  return (
    <span title={problem ?? undefined}>
      <StatusTag tone={connected ? 'green' : 'orange'} glyph={connected ? 'up' : 'bang'}>
        {t(connected ? 'audit.collectorOn' : 'audit.collectorOff', { host, waiting })}
      </StatusTag>
    </span>
  );
}
