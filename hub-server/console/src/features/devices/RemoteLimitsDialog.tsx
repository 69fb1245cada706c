import { Checkbox, Form } from 'antd';
import { useWords, type WordKey } from '../../app/useWords';
import { FormDialog } from '../../components/FormDialog';
import { QueryView } from '../../components/QueryView';
import { useRemoteLimits, useSaveLimits } from './queries';

/** What a school is asked about; one that was forbidden by a program is kept and named as it is. */
const offered = ['camera_picture', 'ptz', 'power', 'input', 'volume', 'relay', 'display'] as const;

/** What nobody may do from outside the school's rooms. */
export function RemoteLimitsDialog({ school, onClose }: { school: string; onClose: () => void }) {
  const limits = useRemoteLimits(school);
  return (
    <QueryView query={limits}>
      {({ forbidden }) => <Limits school={school} forbidden={forbidden} onClose={onClose} />}
    </QueryView>
  );
}

function Limits({ school, forbidden, onClose }: { school: string; forbidden: string[]; onClose: () => void }) {
  const { t, has } = useWords();
  const save = useSaveLimits(school, onClose);
  const capabilities = [...new Set<string>([...offered, ...forbidden])];
  return (
    <FormDialog<{ forbidden: string[] }, string[]>
      title={t('limits.title')}
      initial={{ forbidden }}
      save={save}
      toBody={(values) => values.forbidden}
      onClose={onClose}
    >
      <p>{t('limits.text')}</p>
      <Form.Item name="forbidden">
        <Checkbox.Group
          style={{ display: 'grid', gap: 8 }}
          options={capabilities.map((value) => ({
            value,
            label: has(`limits.capability.${value}`) ? t(`limits.capability.${value}` as WordKey) : value,
          }))}
        />
      </Form.Item>
    </FormDialog>
  );
}
