import { Form } from 'antd';
import { useWords } from '../../app/useWords';
import { NamedSelect } from '../../components/NamedSelect';
import { useTags } from './queries';

/** In a form: the words to find a school or a room by; those in use are offered. */
export function TagsField() {
  const { t } = useWords();
  const tags = useTags();
  return (
    <Form.Item name="tags" label={t('fleet.tags')} extra={t('fleet.tagsHint')}>
      <NamedSelect<string[]>
        label={t('fleet.tags')}
        mode="tags"
        maxCount={10}
        tokenSeparators={[',', '，', '、', ';', '；']}
        options={(tags.data ?? []).map((tag) => ({ value: tag, label: tag }))}
      />
    </Form.Item>
  );
}
