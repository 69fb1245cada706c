import { byteSize } from '@tongtang/web';
import { Alert } from 'antd';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { formatNumber } from '../../components/format';
import { useProblemText } from '../../components/useProblemText';
import { useTrial, type Trial } from './queries';

/** What a change of the rules would mean, before it is made. */
export function TrialNotice({ until, trial }: { until: string; trial: Trial | { without: string } | null }) {
  const { t } = useWords();
  const { language } = usePreferences();
  const text = useProblemText();
  const counted = useTrial(until, trial);
  if (trial === null) return null;
  if (counted.isError) return <Alert type="error" showIcon title={text(counted.error)} />;
  if (counted.data === undefined) return <Alert type="info" showIcon title={t('retention.counting')} />;
  const { now, then } = counted.data;
  const words = ({ total, bytes }: typeof now) =>
    t('retention.amount', { count: total, shown: formatNumber(language, total), size: byteSize(bytes, language) });
  return (
    <Alert
      type={then.total > now.total ? 'warning' : 'info'}
      showIcon
      title={t('retention.wouldGo', { until, amount: words(then) })}
      description={t('retention.goesNow', { amount: words(now) })}
    />
  );
}
