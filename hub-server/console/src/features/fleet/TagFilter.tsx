import { useWords } from '../../app/useWords';
import { NamedSelect } from '../../components/NamedSelect';
import { withFilter } from '../../components/paging';
import { useTags } from './queries';

/** Narrows a list to a tag; not there while nothing is tagged. */
export function TagFilter({
  search,
  onChange,
}: {
  search: URLSearchParams;
  onChange: (next: URLSearchParams) => void;
}) {
  const { t } = useWords();
  const tags = useTags().data ?? [];
  const chosen = search.get('tag') ?? '';
  if (tags.length === 0 && chosen === '') return null;
  return (
    <NamedSelect
      style={{ width: 160 }}
      label={t('fleet.tag')}
      value={chosen}
      onChange={(tag) => onChange(withFilter(search, 'tag', tag))}
      options={[{ value: '', label: t('fleet.everyTag') }, ...tags.map((tag) => ({ value: tag, label: tag }))]}
    />
  );
}
