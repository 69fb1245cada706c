import { Alert } from 'antd';
import { Link } from 'react-router';
import { useWords } from '../../app/useWords';
import { useRights } from '../accounts/useRights';
import { useAuditState } from './queries';

/** At home, for who reads the audit: it is not as it was written. */
export function ChainNotice() {
  const { t } = useWords();
  const check = useAuditState(useRights()('read-audit')).data?.check;
  if (check?.state !== 'broken') return null;
  return (
    <Alert
      type="error"
      showIcon
      title={t('audit.brokenAt', { seq: check.brokenSeq ?? 0 })}
      description={t('audit.brokenText')}
      action={<Link to="/audit">{t('audit.title')}</Link>}
    />
  );
}
