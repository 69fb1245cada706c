import { DeleteOutlined, UndoOutlined } from '@ant-design/icons';
import { Alert, Button, Space } from 'antd';
import { useWords } from '../../app/useWords';
import type { Recording } from '../../api/types';
import { Moment } from '../../components/Moment';
import { useBinActions } from './useBinActions';

/** Over a recording that is in the recycle bin: since when, until when, and the way back. */
export function BinNotice({ recording, onGone }: { recording: Recording; onGone: () => void }) {
  const { t } = useWords();
  const { restore, discard } = useBinActions(onGone);
  const { bin } = recording;
  if (!bin) return null;
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 16 }}
      title={bin.deletedBy === '' ? t('recycleBin.noticeOver') : t('recycleBin.notice', { by: bin.deletedBy })}
      description={
        <>
          {t('recycleBin.goes')} <Moment at={bin.goesAt} show="both" />
        </>
      }
      action={
        <Space wrap>
          <Button icon={<UndoOutlined aria-hidden />} onClick={() => void restore(recording)}>
            {t('recycleBin.restore')}
          </Button>
          <Button danger icon={<DeleteOutlined aria-hidden />} onClick={() => discard(recording)}>
            {t('recycleBin.discard')}
          </Button>
        </Space>
      }
    />
  );
}
