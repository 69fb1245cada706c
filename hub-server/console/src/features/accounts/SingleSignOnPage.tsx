import { Alert, Button, Spin } from 'antd';
import { useState } from 'react';
import { Navigate, useNavigate } from 'react-router';
import { useWords } from '../../app/useWords';
import { useProblemText } from '../../components/useProblemText';
import { GatePage } from './GatePage';
import { safeNext } from './session';
import { answerOf, useFinishSignOn } from './singleSignOn';

/** Where the district's identity provider sends browsers back to. */
export function SingleSignOnPage() {
  const { t } = useWords();
  const text = useProblemText();
  const navigate = useNavigate();
  const [answer] = useState(() => answerOf(new URLSearchParams(location.search)));
  const finish = useFinishSignOn('code' in answer ? answer : null);
  if (finish.isSuccess) return <Navigate to={safeNext(finish.data)} replace />;
  const refused = 'refused' in answer;
  if (!refused && !finish.isError)
    return (
      <GatePage title={t('singleSignOn.finishing')}>
        <Spin />
      </GatePage>
    );
  return (
    <GatePage title={t('singleSignOn.failed')}>
      <Alert
        type="error"
        showIcon
        title={refused ? t('singleSignOn.refused', { reason: answer.refused }) : text(finish.error)}
        style={{ marginBottom: 16 }}
      />
      <Button type="primary" block onClick={() => void navigate('/login', { replace: true })}>
        {t('singleSignOn.back')}
      </Button>
    </GatePage>
  );
}
