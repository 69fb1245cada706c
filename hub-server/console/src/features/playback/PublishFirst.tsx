import { Alert, Button } from 'antd';
import { useWords } from '../../app/useWords';
import type { Recording } from '../../api/types';
import { useProblemText } from '../../components/useProblemText';
import { useSetVisibility } from '../recordings/approvalQueries';

/** Before a link: the recording must be public. Who may says so here, or asks whoever approves. */
export function PublishFirst({ recording }: { recording: Recording }) {
  const { t } = useWords();
  const text = useProblemText();
  const publish = useSetVisibility(recording.id, () => undefined);
  const { request } = recording;
  if (request?.state === 'waiting' && request.visibility === 'public')
    return <Alert type="info" showIcon title={t('share.asked')} />;
  return (
    <>
      <Alert
        type="info"
        showIcon
        title={t('share.notPublic')}
        description={
          recording.mayPublish === true && (
            <>
              <p>{t('share.publishText')}</p>
              <Button
                type="primary"
                loading={publish.isPending}
                onClick={() => publish.mutate({ visibility: 'public', note: '' })}
              >
                {t('share.publish')}
              </Button>
            </>
          )
        }
      />
      {publish.isError && <Alert type="error" showIcon title={text(publish.error)} />}
    </>
  );
}
